/** What helps to find out more: files to take along, the log, a portal's export, codes, telegrams. */
import "./style.css";
import "./telegrams.css";
import { deviceId, meterTopicId } from "../../../../sink/mqtt/mqtt-topics.ts";
import { captureAddress, csvAddress, diagnosticsAddress, fetchNews } from "../../api.ts";
import { type Child, h } from "../../dom.ts";
import { icon } from "../../icons.ts";
import { card, folded } from "../../parts.ts";
import type { Store } from "../../store.ts";
import { deviceAddress } from "../../surroundings.ts";
import { nameOf, valueText } from "../../values.ts";
import type { View, ViewDefinition } from "../view.ts";
import { createBillPart } from "./bill.ts";
import { createDraftPart } from "./draft.ts";
import { createLogPart } from "./log.ts";
import { createTelegramsView } from "./telegrams.ts";
import { said } from "./words.ts";

export const detailsView: ViewDefinition = {
  name: "details",
  title: { en: "Details", de: "Details" },
  icon: "M4 6h4m2.5 0h4M17 6h3M4 12h2.500M9 12h5m2.500 0H20M4 18h5m2.500 0h3M17 18h3",
  create: createDetailsView,
};

const day = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

function createDetailsView(changed: () => void): View {
  const telegrams = createTelegramsView(changed);
  const draft = createDraftPart(changed);
  const log = createLogPart(changed);
  const drawBill = createBillPart(changed);
  const opened = new Set<string>();
  let news: string | undefined;
  let from = day(Date.now() - 30 * 86_400_000);
  let to = day(Date.now());

  return {
    shown(store) {
      telegrams.shown?.(store);
      draft.shown(store);
      log.shown();
      if (news !== undefined) return;
      void fetchNews().then(
        (text) => {
          news = text;
          changed();
        },
        () => {},
      );
    },
    hidden() {
      telegrams.hidden?.();
      draft.hidden();
      log.hidden();
    },
    draw: (store) => [
      h("div", { class: "draft-place" }, draft.draw(store)),
      h(
        "div",
        { class: "grid" },
        drawShare(store.meter?.index ?? 0),
        log.draw(),
        drawCsv(store.meter?.index ?? 0),
        drawBill(store.meter?.index ?? 0),
        drawCodes(store, opened),
        drawVersion(store, news, opened),
      ),
      telegrams.draw(store),
    ],
  };

  function drawCsv(meter: number): Child {
    const date = (label: string, value: string, set: (text: string) => void): Child =>
      h(
        "label",
        {},
        `${label} `,
        h("input", {
          type: "date",
          value,
          onchange: (event: Event & { currentTarget: HTMLInputElement }) => {
            set(event.currentTarget.value);
            changed();
          },
        }),
      );
    return card(
      said.csv,
      { id: "csv", class: "wide" },
      h("p", { class: "hint" }, said.csvHint),
      h(
        "div",
        { class: "bar" },
        date(said.from, from, (text) => {
          from = text;
        }),
        date(said.to, to, (text) => {
          to = text;
        }),
        h("a", { class: "button", href: csvAddress(meter, from, to), download: "" }, icon("download"), said.download),
      ),
    );
  }
}

function drawShare(meter: number): Child {
  return card(
    said.share,
    { id: "share", class: "wide" },
    h("p", { class: "hint" }, said.shareHint),
    h(
      "div",
      { class: "bar" },
      h("a", { class: "button", href: diagnosticsAddress, download: "" }, icon("download"), said.diagnostics),
      h("a", { class: "button", href: captureAddress(meter), download: "" }, icon("download"), said.capture),
    ),
  );
}

/** In Home Assistant's frame, which knows where its devices are. */
function drawDevice({ meter }: Store): Child {
  const id = meter?.fixedId ?? (meter?.reading && meterTopicId(meter.reading.meterId));
  const address = id === undefined ? undefined : deviceAddress(deviceId(id));
  return address && h("p", {}, h("a", { class: "button", href: address, target: "_top" }, said.device));
}

function drawVersion(store: Store, news: string | undefined, opened: Set<string>): Child {
  const items = (news ?? "").split("\n").flatMap((line) => /^- (.*)/.exec(line)?.[1] ?? []);
  return h(
    "section",
    { class: "card wide" },
    h("p", {}, `${said.version} ${store.page?.version ?? ""}`),
    drawDevice(store),
    items.length > 0 &&
      folded(
        said.news,
        opened,
        "news",
        h("ul", { class: "news", lang: "en" }, ...items.map((item) => h("li", {}, item))),
      ),
  );
}

/** Names in the manufacturers' range: this program has derived them, no meter sends them. */
const derived = /\*200$|\.199\./;

/** Every value of the last telegram with its logical name. */
function drawCodes({ meter }: Store, opened: Set<string>): Child {
  const values = meter?.reading?.values.filter(({ obis }) => !derived.test(obis)) ?? [];
  if (values.length === 0) return undefined;
  return h(
    "section",
    { class: "card wide" },
    folded(
      said.codes,
      opened,
      "codes",
      h("p", { class: "hint" }, said.codesHint),
      h(
        "table",
        { class: "values" },
        h(
          "tbody",
          {},
          ...values.map((value) =>
            h(
              "tr",
              {},
              h("th", { scope: "row" }, nameOf(value), nameOf(value) !== value.obis && h("small", {}, value.obis)),
              h("td", {}, valueText(value)),
            ),
          ),
        ),
      ),
    ),
  );
}

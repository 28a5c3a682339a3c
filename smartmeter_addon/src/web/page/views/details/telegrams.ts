/** The last telegrams as octets, every field with its meaning. */
import type { FieldView, TelegramView } from "../../../view.ts";
import { fetchTelegrams, HttpError } from "../../api.ts";
import { type Child, h } from "../../dom.ts";
import { formatClock } from "../../format.ts";
import { icon } from "../../icons.ts";
import type { View } from "../view.ts";
import { createPasteBox } from "./paste-box.ts";
import { said as texts } from "./words.ts";

const said = texts.telegrams;
type Part = TelegramView["parts"][number];

/** The last telegrams as octets, every field with its meaning. */
export function createTelegramsView(changed: () => void): View {
  let telegrams: readonly TelegramView[] | undefined;
  /** What was pasted, shown instead until the meter's own are asked for again. */
  let pasted: readonly TelegramView[] | undefined;
  let unavailable = false;
  let chosenAtMs: number | undefined;
  /** Part and field pointed at. */
  let pointed: { readonly part: number; readonly field: number } | undefined;
  let meter = 0;
  /** Times of the latest reading, and of the one there was when the list was asked for; undefined: none yet. */
  let readAtMs: number | undefined;
  let listedAtMs: number | undefined;
  let isLoading = false;

  async function load(): Promise<void> {
    isLoading = true;
    const askedAtMs = readAtMs;
    try {
      telegrams = await fetchTelegrams(meter);
      unavailable = false;
    } catch (error) {
      unavailable = error instanceof HttpError && error.status === 404;
    }
    listedAtMs = askedAtMs;
    isLoading = false;
    changed();
  }

  function reload(): void {
    pasted = undefined;
    void load();
  }

  /** Where nothing could be listed yet, as after a start of the program, a reading says that there is a telegram now. */
  function loadWithReading(): void {
    if (isLoading || unavailable || readAtMs === undefined || readAtMs === listedAtMs) return;
    if (listedAtMs === undefined || telegrams === undefined || telegrams.length === 0) void load();
  }

  const point = (part: number, field: number): void => {
    if (pointed?.part === part && pointed.field === field) return;
    pointed = { part, field };
    changed();
  };

  const box = createPasteBox(
    () => meter,
    changed,
    (found) => {
      pasted = found.length > 0 ? found : undefined;
      chosenAtMs = undefined;
      pointed = undefined;
    },
  );

  return {
    shown(store) {
      meter = store.meter?.index ?? 0;
      readAtMs = store.meter?.reading?.receivedAtMs;
      reload();
    },
    draw(store) {
      if (store.meter !== undefined && store.meter.index !== meter) {
        meter = store.meter.index;
        telegrams = undefined;
        reload();
      }
      readAtMs = store.meter?.reading?.receivedAtMs;
      loadWithReading();
      const all = pasted ?? telegrams ?? [];
      const telegram = all.find(({ receivedAtMs }) => receivedAtMs === chosenAtMs) ?? all[0];
      return h(
        "div",
        { class: "inspector" },
        h(
          "section",
          { class: "card", "aria-labelledby": "inspector" },
          h("h2", { id: "inspector" }, said.title),
          h("p", { class: "hint" }, unavailable ? said.unavailable : pasted === undefined ? said.hint : said.pasted),
          h(
            "div",
            { class: "bar" },
            telegram !== undefined && drawChoice(all, telegram),
            h("button", { type: "button", class: "button", onclick: reload }, icon("refresh"), said.refresh),
          ),
          telegrams?.length === 0 && pasted === undefined && h("p", {}, said.none),
        ),
        box.draw(),
        telegram?.fault !== undefined && h("p", { class: "card problem" }, telegram.fault),
        ...(telegram?.parts ?? []).map((part, number) =>
          drawPart(part, number, pointed?.part === number ? pointed.field : undefined),
        ),
      );
    },
    hidden() {
      pointed = undefined;
    },
  };

  function drawChoice(all: readonly TelegramView[], telegram: TelegramView): Child {
    return h(
      "label",
      {},
      `${said.telegram} `,
      h(
        "select",
        {
          value: String(telegram.receivedAtMs),
          onchange: (event: Event & { currentTarget: HTMLSelectElement }) => {
            chosenAtMs = Number(event.currentTarget.value);
            pointed = undefined;
            changed();
          },
        },
        ...all.map(({ receivedAtMs, title }) =>
          h(
            "option",
            { value: String(receivedAtMs) },
            pasted === undefined ? `${formatClock(receivedAtMs)} · ${title}` : title,
          ),
        ),
      ),
    );
  }

  function drawPart(part: Part, number: number, field: number | undefined): Child {
    const id = `part-${number}`;
    return h(
      "section",
      { class: "card part", "aria-labelledby": id },
      h("h2", { id }, part.title, " ", h("small", {}, `${part.hex.length / 2} ${said.octets}`)),
      // The table below says the same to keyboard and screen reader.
      h(
        "div",
        { class: "octets", "aria-hidden": "true" },
        h("div", {}, ...drawOctets(part, number, field)),
        h("p", { class: "pointed-at" }, ...say(field === undefined ? undefined : part.fields[field])),
      ),
      h(
        "div",
        { class: "scroll", tabindex: 0, role: "group", "aria-labelledby": id },
        h(
          "table",
          { class: "fields" },
          h(
            "thead",
            {},
            h("tr", {}, ...[said.field, said.value, said.meaning].map((name) => h("th", { scope: "col" }, name))),
          ),
          h("tbody", {}, ...part.fields.map((entry, index) => drawField(entry, number, index, index === field))),
        ),
      ),
    );
  }

  function drawOctets(part: Part, number: number, field: number | undefined): Child[] {
    return part.fields.flatMap((entry, index) => {
      const attributes = {
        class: `field tint-${entry.layer}${index === field ? " pointed" : ""}`,
        onmouseenter: () => point(number, index),
        onclick: () => point(number, index),
      };
      const hex = part.hex.slice(2 * entry.at, 2 * (entry.at + entry.length));
      return [h("span", attributes, hex.replace(/(..)(?=.)/g, "$1 ")), " "];
    });
  }

  function drawField(entry: FieldView, part: number, index: number, isPointed: boolean): Child {
    return h(
      "tr",
      {
        class: isPointed ? `pointed tint-${entry.layer}` : "",
        onmouseenter: () => point(part, index),
        onclick: () => point(part, index),
      },
      h(
        "th",
        { scope: "row", class: `depth-${Math.min(entry.depth, 3)}` },
        h("span", { class: `swatch tint-${entry.layer}`, "aria-hidden": "true" }),
        entry.name,
        h("small", {}, positionOf(entry)),
      ),
      h("td", {}, entry.value ?? ""),
      h("td", {}, entry.meaning, entry.clause !== undefined && h("small", {}, entry.clause)),
    );
  }
}

/** `Octets 12–15`, counted from 0. */
function positionOf({ at, length }: FieldView): string {
  return `${said.position} ${length === 1 ? at : `${at}–${at + length - 1}`}`;
}

/** The field pointed at, near enough to be seen on a phone. */
function say(field: FieldView | undefined): Child[] {
  if (field === undefined) return [said.intro];
  const more = [field.value, field.meaning].filter((text) => text !== undefined && text !== "").join(" · ");
  return [h("strong", {}, field.name), more === "" ? "" : ` ${more}`];
}

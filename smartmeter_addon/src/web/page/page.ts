import { statusTitle } from "../../texts/help.ts";
import { type Child, h, render } from "./dom.ts";
import { language } from "./format.ts";
import { type Icon, icon } from "./icons.ts";
import { createStore, type Store } from "./store.ts";
import { createAlignView } from "./views/align.ts";
import { createFaultsView } from "./views/faults.ts";
import { createLineView } from "./views/line.ts";
import { createLoginView } from "./views/login.ts";
import { createNowView } from "./views/now.ts";
import { outputTrouble } from "./views/outputs.ts";
import { createSetupView } from "./views/setup.ts";
import { createTelegramsView } from "./views/telegrams.ts";
import type { View } from "./views/view.ts";
import { words } from "./words.ts";

const views = {
  now: createNowView(changed),
  line: createLineView(),
  align: createAlignView(changed),
  setup: createSetupView(changed),
  telegrams: createTelegramsView(changed),
  faults: createFaultsView(),
} satisfies Record<string, View>;
type ViewName = keyof typeof views;
const viewNames = Object.keys(views) as ViewName[];

const loginView = createLoginView(changed);
const store = createStore(changed);
const root = document.getElementById("page") as HTMLElement;
let shown: ViewName | undefined;
let drawing = false;

/** Draws once for any number of changes, and not at all while nobody looks. */
function changed(): void {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    draw();
  });
}

function draw(): void {
  const wanted = viewNames.find((name) => `#${name}` === location.hash) ?? "now";
  if (wanted !== shown) {
    const before: View | undefined = shown && views[shown];
    before?.hidden?.();
    shown = wanted;
    const next: View = views[wanted];
    next.shown?.(store);
    if (before !== undefined) window.scrollTo(0, 0);
  }
  document.title = `${words.views[wanted]} – ${words.title}`;
  const contents = store.connection === "password" ? loginView.draw(store) : views[wanted].draw(store);
  render(
    root,
    h("a", { class: "skip", href: "#main", onclick: skip }, words.skip),
    drawHeader(store),
    store.connection !== "password" && drawNavigation(wanted),
    h(
      "main",
      { id: "main", tabindex: -1, class: `view-${wanted}` },
      h("h1", { class: "visually-hidden" }, words.views[wanted]),
      drawConnection(store),
      h("div", { key: wanted }, contents),
    ),
    store.connection !== "password" &&
      h("footer", {}, h("a", { href: "licences.txt", target: "_blank", rel: "noopener" }, words.licences)),
  );
}

/** The address behind # names the view, so the link must not change it. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function drawHeader({ page, meter, chooseMeter }: Store): Child {
  const code = meter?.status?.code;
  const trouble = tone(meter) === "good" ? outputTrouble(page?.outputs ?? []) : undefined;
  const standing = trouble === undefined ? tone(meter) : "wait";
  return h(
    "header",
    {},
    h("span", { class: "brand" }, icon("now"), h("span", {}, words.title)),
    page !== undefined &&
      page.meters.length > 1 &&
      h(
        "label",
        { class: "meters" },
        h("span", { class: "visually-hidden" }, words.meter),
        h(
          "select",
          {
            value: String(meter?.index ?? 0),
            onchange: (event: Event & { currentTarget: HTMLSelectElement }) =>
              chooseMeter(Number(event.currentTarget.value)),
          },
          ...page.meters.map(({ index, name }) =>
            h("option", { value: String(index) }, name ?? `${words.meter} ${index + 1}`),
          ),
        ),
      ),
    code !== undefined &&
      h(
        "a",
        { class: `status ${standing}`, href: "#line" },
        icon(trouble === undefined ? toneIcon[standing] : "faults"),
        trouble ?? statusTitle(code, language),
      ),
  );
}

function tone(meter: Store["meter"]): "good" | "wait" | "stop" {
  const status = meter?.status;
  if (status?.problem === true) return "stop";
  return status?.available === true ? "good" : "wait";
}
const toneIcon = { good: "good", wait: "wait", stop: "faults" } as const satisfies Record<string, Icon>;

function drawNavigation(current: ViewName): Child {
  return h(
    "nav",
    { "aria-label": words.title },
    ...viewNames.map((name) =>
      h(
        "a",
        { href: `#${name}`, "aria-current": name === current ? "page" : undefined },
        icon(name),
        h("span", {}, words.views[name]),
      ),
    ),
  );
}

function drawConnection({ connection, page }: Store): Child {
  return h(
    "div",
    { class: connection === "lost" ? "banner" : "visually-hidden", role: "status" },
    connection === "lost"
      ? words.lost
      : connection === "connecting" && page === undefined
        ? words.connecting
        : undefined,
  );
}

document.documentElement.lang = language;
addEventListener("hashchange", draw);
// Ages grow without any event.
setInterval(changed, 1000);
store.connect();
draw();

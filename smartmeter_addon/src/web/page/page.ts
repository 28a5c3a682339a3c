/** The page: header, navigation, and the view that the address names. */
import "./style/style.css";
import { addressWith, currentAddress, go, rememberAddress } from "./address.ts";
import { type Child, h, render } from "./dom.ts";
import { formatClockOrMoment, language } from "./format.ts";
import { type Icon, icon, mark, symbol } from "./icons.ts";
import { createLoginView } from "./login.ts";
import { meterName, powerText, segments, sumOf, wholeSentence } from "./parts.ts";
import { createStore } from "./store.ts";
import {
  applyTheme,
  chooseLanguage,
  chooseTheme,
  chosenLanguage,
  chosenTheme,
  languages,
  themes,
} from "./surroundings.ts";
import type { View, ViewDefinition } from "./views/view.ts";
import { viewList } from "./views/view-list.ts";
import { fill, words } from "./words.ts";

const views = viewList.map((definition): ViewDefinition & { readonly view: View } => ({
  ...definition,
  view: definition.create(changed),
}));
type Entry = (typeof views)[number];

const loginView = createLoginView(changed);
const store = createStore(changed);
const root = document.getElementById("page") as HTMLElement;
let shown: Entry | undefined;
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

/** The first view stands for a name that is none. */
const wantedView = (): Entry => views.find(({ name }) => name === currentAddress().view) ?? (views[0] as Entry);

function draw(): void {
  const wanted = wantedView();
  if (wanted !== shown) {
    const before = shown;
    before?.view.hidden?.();
    shown = wanted;
    wanted.view.shown?.(store);
    if (before !== undefined) window.scrollTo(0, 0);
  }
  const isOpen = store.connection !== "password";
  document.title = [titlePower(), wanted.title[language], words.title].filter((part) => part !== undefined).join(" – ");
  render(
    root,
    h("a", { class: "skip", href: "#main", onclick: skip }, words.skip),
    drawHeader(),
    isOpen && drawNavigation(wanted),
    h(
      "main",
      { id: "main", tabindex: -1, class: `view-${wanted.name}${store.isHeard ? "" : " unheard"}` },
      h("h1", { class: "visually-hidden" }, wanted.title[language]),
      drawConnection(),
      h("div", { key: wanted.name }, isOpen ? wanted.view.draw(store) : loginView.draw(store)),
    ),
    isOpen && drawFooter(),
  );
}

/** The power of the meter looked at, as long as it is current; where all are looked at, what they are together. */
function titlePower(): string | undefined {
  const { meter, page } = store;
  if (page !== undefined && page.meters.length > 1 && isAll()) {
    const { sum, count } = sumOf(store, page.meters);
    return count > 0 ? powerText(sum) : words.unknown;
  }
  const { netPower, receivedAtMs } = meter?.reading ?? {};
  if (netPower === undefined) return undefined;
  const isCurrent = store.isHeard && store.freshness({ status: meter?.status, receivedAtMs }) === "current";
  return isCurrent ? powerText(netPower) : words.unknown;
}

/** The address behind # names the view, so the link must not change it. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function drawHeader(): Child {
  const sentence = store.connection === "password" ? undefined : wholeSentence(store);
  const tone = !store.isHeard ? "bad" : (store.whole?.tone ?? "wait");
  return h(
    "header",
    {},
    h(
      "a",
      {
        class: "brand",
        "aria-label": words.title,
        href: addressWith({ view: views[0]?.name ?? "", meter: undefined }),
      },
      mark(),
      h("span", {}, words.title),
    ),
    drawMeterChoice(),
    sentence !== undefined &&
      h(
        "a",
        { class: `status ${tone}`, href: addressWith({ view: "connection" }) },
        icon(toneIcon[tone]),
        h("span", {}, store.isHeard ? sentence : words.lostTitle),
      ),
  );
}

const toneIcon = { good: "good", wait: "wait", bad: "faults" } as const satisfies Record<string, Icon>;

/** Whether the list of all meters is looked at, where there are several. */
const isAll = (): boolean => wantedView() === views[0] && currentAddress().meter === undefined;

/** Which meter is looked at; where all can be looked at together, that is a choice too. */
function drawMeterChoice(): Child {
  const { page, meter } = store;
  if (page === undefined || page.meters.length < 2) return undefined;
  return h(
    "label",
    { class: "meters" },
    h("span", { class: "visually-hidden" }, words.meter),
    h(
      "select",
      {
        value: isAll() ? "" : String(meter?.index ?? 0),
        onchange: (event: Event & { currentTarget: HTMLSelectElement }) => {
          const { value } = event.currentTarget;
          go({ meter: value === "" ? undefined : Number(value) });
        },
      },
      wantedView() === views[0] && h("option", { value: "" }, words.allMeters),
      ...page.meters.map((entry) => h("option", { value: String(entry.index) }, meterName(entry))),
    ),
  );
}

function drawNavigation(current: Entry): Child {
  return h(
    "nav",
    { "aria-label": words.title },
    ...views.map(({ name, title, icon: drawing }) =>
      h(
        "a",
        { href: addressWith({ view: name }), "aria-current": name === current.name ? "page" : undefined },
        symbol(drawing),
        h("span", {}, title[language]),
      ),
    ),
  );
}

function drawConnection(): Child {
  const { connection, page } = store;
  if (connection === "connecting" && page === undefined)
    return h("div", { class: "visually-hidden", role: "status" }, words.connecting);
  if (connection !== "lost") return h("div", { class: "visually-hidden", role: "status" });
  const time = store.heardAtMs === 0 ? words.unknown : formatClockOrMoment(store.heardAtMs, store.now());
  return h(
    "div",
    { class: "lost", role: "status" },
    icon("faults"),
    h("div", {}, h("strong", {}, words.lostTitle), h("p", {}, fill(words.lost, { time }))),
  );
}

function drawFooter(): Child {
  return h(
    "footer",
    {},
    h("div", {}, segments(words.theme, themes, chosenTheme(), words.themes, choose)),
    h("div", {}, segments(words.language, languages, chosenLanguage(), words.languages, chooseLanguage)),
    h("a", { href: "licences.txt", target: "_blank", rel: "noopener" }, words.licences),
  );
}

function choose(theme: (typeof themes)[number]): void {
  chooseTheme(theme);
  changed();
}

/** The address has changed, by a link, by a button, or by going back. */
function follow(): void {
  const address = currentAddress();
  rememberAddress(address);
  store.chooseMeter(address.meter ?? 0);
  draw();
}

document.documentElement.lang = language;
applyTheme();
addEventListener("hashchange", follow);
// Ages grow without any event, and Home Assistant tells nobody when its theme changes.
setInterval(() => {
  applyTheme();
  changed();
}, 1000);
// What was remembered stands in the address from the start.
history.replaceState(null, "", addressWith({ view: wantedView().name }));
store.chooseMeter(currentAddress().meter ?? 0);
store.connect();
draw();

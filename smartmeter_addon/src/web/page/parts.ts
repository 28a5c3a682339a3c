/** Parts that more than one view is made of. */
import type { FaultCode } from "../../fault.ts";
import { wholeTitle } from "../../status/whole-sentence.ts";
import { faultHelp, faultHere, statusTitle } from "../../texts/help.ts";
import type { FaultView, MeterSummary, OutputView } from "../view.ts";
import { addressWith } from "./address.ts";
import { type Child, h, type Wish } from "./dom.ts";
import { formatClockOrMoment, formatNumber, formatPower, formatShortAge, language } from "./format.ts";
import type { Store } from "./store.ts";
import { fill, words } from "./words.ts";

export function card(
  title: string,
  attributes: { readonly class?: string; readonly id: string },
  ...children: Child[]
): Wish {
  const css = `card ${attributes.class ?? ""}`.trim();
  return h(
    "section",
    { class: css, "aria-labelledby": attributes.id },
    h("h2", { id: attributes.id }, title),
    ...children,
  );
}

/** A list of names and what they have; entries without a value are left out. */
export function facts(...entries: (readonly [string, Child] | undefined)[]): Wish {
  return h(
    "dl",
    { class: "facts" },
    ...entries.flatMap((entry) =>
      entry === undefined || entry[1] === undefined ? [] : [h("div", {}, h("dt", {}, entry[0]), h("dd", {}, entry[1]))],
    ),
  );
}

/** Choices of which one is taken, side by side. */
export function segments<Name extends string>(
  label: string,
  names: readonly Name[],
  chosen: Name,
  texts: Readonly<Record<Name, string>>,
  choose: (name: Name) => void,
): Wish {
  return h(
    "div",
    { class: "segments", role: "group", "aria-label": label },
    ...names.map((name) =>
      h(
        "button",
        { type: "button", "aria-pressed": String(name === chosen), onclick: () => choose(name) },
        texts[name],
      ),
    ),
  );
}

/** A part that is folded until somebody wants it; `opened` keeps what was unfolded. */
export function folded(title: string, opened: Set<string>, name: string, ...children: Child[]): Wish {
  return h(
    "details",
    {
      class: "folded",
      key: name,
      open: opened.has(name),
      ontoggle: (event: Event & { currentTarget: HTMLDetailsElement }) => {
        if (event.currentTarget.open) opened.add(name);
        else opened.delete(name);
      },
    },
    h("summary", {}, title),
    ...children,
  );
}

/** What happened, what it means and what to do; the fault's name last, for who reports it. */
export function explain(fault: Pick<FaultView, "code" | "seen" | "share">): Wish {
  const help = faultHelp(fault.code, language);
  return h(
    "div",
    { class: "explain" },
    h("p", {}, h("strong", {}, `${words.happened}: `), faultHere(fault, language)),
    h("p", {}, h("strong", {}, `${words.means}: `), help.means),
    h("p", { class: "next" }, h("strong", {}, `${words.next}: `), help.next),
    h("p", { class: "message" }, `${words.detail}: `, h("code", {}, fault.code)),
  );
}

/** Leads to the draft for a meter nobody has described; nothing for any other fault. */
export function toDraft(code: FaultCode, meter: number | undefined): Child {
  if (code !== "layout-unknown") return undefined;
  const address = addressWith({ view: "details", meter });
  return h("p", { class: "one-button" }, h("a", { class: "button primary", href: address }, words.toDraft));
}

/** What is wrong, in one sentence, and what to do, in another. */
export function drawTrouble(code: FaultCode, where: string | undefined, ...more: Child[]): Wish {
  return h(
    "section",
    { class: "card problem wide", key: `${where}:${code}` },
    h("h2", {}, where !== undefined && `${where}: `, statusTitle(code, language)),
    h("p", { class: "next" }, faultHelp(code, language).next),
    ...more,
  );
}

/** The outputs that fail, each with what to do. */
export function drawFailingOutputs(outputs: readonly OutputView[]): Child {
  return outputs
    .filter(({ state }) => state === "failing")
    .map(({ code = "output-failed", title }) => drawTrouble(code, title[language]));
}

/** The one sentence for everything. */
export function wholeSentence({ page, meter, whole }: Store): string | undefined {
  if (page === undefined || whole === undefined) return undefined;
  const statuses = page.meters.map(({ index, status }) => (index === meter?.index ? meter.status : status));
  return wholeTitle(whole, statuses, page.outputs, language);
}

export const meterName = ({ index, name }: Pick<MeterSummary, "index" | "name">): string =>
  name ?? `${words.meter} ${index + 1}`;

/** `351 W`, in W up to 10 kW. */
export function powerText(watts: number): string {
  const { number, unit } = formatPower(watts);
  return `${number} ${unit}`;
}

/** The power of all meters that is known now, added up, and of how many. */
export function sumOf(store: Store, meters: readonly MeterSummary[]): { readonly sum: number; readonly count: number } {
  const current = store.isHeard
    ? meters.filter((meter) => meter.netPower !== undefined && store.freshness(meter) === "current")
    : [];
  return { sum: current.reduce((total, { netPower = 0 }) => total + netPower, 0), count: current.length };
}

/** The direction people know, beside a power without sign. */
export const directionOf = (watts: number): "import" | "export" | "balanced" =>
  watts > 0 ? "import" : watts < 0 ? "export" : "balanced";

/** The age of a value that is no longer current; the last value and its time where it is gone. */
export function ageText(store: Store, meter: Pick<MeterSummary, "status" | "receivedAtMs" | "netPower">): Child {
  const { receivedAtMs, netPower } = meter;
  if (receivedAtMs === undefined) return undefined;
  if (store.freshness(meter) !== "gone") return formatShortAge(store.now() - receivedAtMs);
  if (netPower === undefined) return undefined;
  const time = formatClockOrMoment(receivedAtMs, store.now());
  return fill(words.lastKnown, { value: powerText(netPower), time });
}

export const percent = (share: number): string =>
  `${formatNumber(100 * share, share > 0.999 || share < 0.1 ? 0 : 1)} %`;

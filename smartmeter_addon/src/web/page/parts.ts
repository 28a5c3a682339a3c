import type { MeterStatus } from "../../sink/sink.ts";
import { faultHelp, statusTitle } from "../../texts/help.ts";
import type { FaultView } from "../view.ts";
import { type Child, h, type Wish } from "./dom.ts";
import { formatNumber, language } from "./format.ts";
import { words } from "./words.ts";

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

/** What a fault means and what to do, in three sentences. */
export function explain(fault: Pick<FaultView, "code" | "message">): Wish {
  const help = faultHelp(fault.code, language);
  return h(
    "div",
    { class: "explain" },
    h("p", {}, h("strong", {}, `${words.line.seen}: `), help.seen),
    h("p", {}, h("strong", {}, `${words.line.means}: `), help.means),
    h("p", { class: "next" }, h("strong", {}, `${words.line.next}: `), help.next),
    h("p", { class: "message" }, h("code", {}, fault.code), " ", h("span", { lang: "en" }, fault.message)),
  );
}

/** The fault that stands at present, with what to do; nothing where all is well. */
export function drawStanding(status: MeterStatus | undefined): Child {
  const fault = status?.problem === true ? status.fault : undefined;
  return fault && card(statusTitle(fault.code, language), { id: "standing", class: "wide problem" }, explain(fault));
}

export const percent = (share: number): string =>
  `${formatNumber(100 * share, share > 0.999 || share < 0.1 ? 0 : 1)} %`;

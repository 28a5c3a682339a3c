import { statusTitle } from "../../../texts/help.ts";
import type { FaultView } from "../../view.ts";
import { type Child, h } from "../dom.ts";
import { formatAge, formatMoment, formatNumber, language } from "../format.ts";
import { icon } from "../icons.ts";
import { explain } from "../parts.ts";
import { fill, words } from "../words.ts";
import type { View } from "./view.ts";

const said = words.faults;

/** What went wrong since the start, once per code, the latest first. */
export function createFaultsView(): View {
  const opened = new Set<string>();
  return {
    draw(store) {
      const { meter, page } = store;
      const faults = [...(page?.faults ?? []), ...(meter?.faults ?? [])].sort((a, b) => b.lastAtMs - a.lastAtMs);
      if (faults.length === 0) {
        return h(
          "div",
          { class: "card empty" },
          icon("good", "icon large good"),
          h("h2", {}, said.none),
          h("p", {}, said.noneHint),
        );
      }
      return h(
        "section",
        { class: "card", "aria-labelledby": "faults" },
        h("h2", { id: "faults" }, said.title),
        h("ul", { class: "faults" }, ...faults.map((fault) => drawFault(fault, store.now()))),
      );
    },
  };

  function drawFault(fault: FaultView, now: number): Child {
    return h(
      "li",
      { key: fault.code },
      h(
        "details",
        {
          open: opened.has(fault.code),
          ontoggle: (event: Event & { currentTarget: HTMLDetailsElement }) => {
            if (event.currentTarget.open) opened.add(fault.code);
            else opened.delete(fault.code);
          },
        },
        h(
          "summary",
          {},
          h("span", { class: "fault-title" }, statusTitle(fault.code, language)),
          h(
            "span",
            { class: "fault-count" },
            fault.count === 1 ? said.once : fill(said.times, { n: formatNumber(fault.count) }),
          ),
          h("span", { class: "fault-age" }, formatAge(now - fault.lastAtMs)),
        ),
        explain(fault),
        h(
          "p",
          { class: "hint" },
          `${said.first}: ${formatMoment(fault.firstAtMs)} · ${said.last}: ${formatMoment(fault.lastAtMs)}`,
        ),
      ),
    );
  }
}

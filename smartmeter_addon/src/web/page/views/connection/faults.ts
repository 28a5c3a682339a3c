/** The list of faults. */
import { statusTitle } from "../../../../texts/help.ts";
import type { FaultView } from "../../../view.ts";
import { type Child, h } from "../../dom.ts";
import { formatAge, formatMoment, formatNumber, language } from "../../format.ts";
import { card, explain, meterName, toDraft } from "../../parts.ts";
import type { Store } from "../../store.ts";
import { fill } from "../../words.ts";
import { said as texts } from "./words.ts";

const said = texts.faults;

/** What went wrong since the start, of all meters and outputs, once per code, the latest first. */
export function createFaults(): (store: Store) => Child {
  const opened = new Set<string>();
  return (store) => {
    const { page } = store;
    const faults = page?.faults ?? [];
    return card(
      said.title,
      { id: "faults", class: "wide" },
      faults.length === 0
        ? h("p", {}, said.none)
        : h("ul", { class: "faults" }, ...faults.map((fault) => drawFault(fault, store.now(), nameOf(fault)))),
    );

    /** Whose it was, where there is more than one it could be. */
    function nameOf({ meter: index }: FaultView): string | undefined {
      const meter = page?.meters.find((entry) => entry.index === index);
      return meter === undefined || page?.meters.length === 1 ? undefined : meterName(meter);
    }
  };

  function drawFault(fault: FaultView, now: number, whose: string | undefined): Child {
    const name = `${fault.meter}:${fault.code}`;
    return h(
      "li",
      { key: name },
      h(
        "details",
        {
          open: opened.has(name),
          ontoggle: (event: Event & { currentTarget: HTMLDetailsElement }) => {
            if (event.currentTarget.open) opened.add(name);
            else opened.delete(name);
          },
        },
        h(
          "summary",
          {},
          h("span", { class: "fault-title" }, whose !== undefined && `${whose}: `, statusTitle(fault.code, language)),
          h(
            "span",
            { class: "fault-count" },
            fault.count === 1 ? said.once : fill(said.times, { n: formatNumber(fault.count) }),
          ),
          h("span", { class: "fault-age" }, formatAge(now - fault.lastAtMs)),
        ),
        explain(fault),
        toDraft(fault.code, fault.meter),
        h(
          "p",
          { class: "hint" },
          `${said.first}: ${formatMoment(fault.firstAtMs)} · ${said.last}: ${formatMoment(fault.lastAtMs)}`,
        ),
      ),
    );
  }
}

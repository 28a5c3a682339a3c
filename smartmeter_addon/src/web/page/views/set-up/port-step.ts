/** The step of the port: those of this machine with what comes in on them, and readers in the network. */
import type { PortView } from "../../../view.ts";
import { fetchPorts } from "../../api.ts";
import { type Child, h } from "../../dom.ts";
import { formatNumber } from "../../format.ts";
import { fill } from "../../words.ts";
import { createNetworkReader } from "./network-reader.ts";
import { drawPortRow } from "./port-row.ts";
import { said } from "./words.ts";

const refreshMs = 2000;

/** The reader that was chosen. */
export interface ChosenReader {
  readonly port: string | undefined;
  /** Key of an ESPHome node. */
  readonly key: string | undefined;
}

export function createPortStep(changed: () => void) {
  let ports: readonly PortView[] | undefined;
  let chosen: string | undefined;
  let asking: ReturnType<typeof setInterval> | undefined;
  const network = createNetworkReader(changed);

  function choose(address: string): void {
    chosen = address;
    changed();
  }

  async function ask(): Promise<void> {
    if (document.visibilityState === "hidden") return;
    ports = await fetchPorts().catch(() => ports);
    changed();
  }

  return {
    begin(): void {
      void ask();
      asking = setInterval(() => void ask(), refreshMs);
    },
    end(): void {
      clearInterval(asking);
      network.forget();
    },
    chosen: (): ChosenReader => ({ port: chosen, key: network.keyOf(chosen) }),
    /** `use`: whether a port can be chosen here, as the page may write the options. */
    draw(use: "to choose" | "to copy"): Child {
      const pick = use === "to choose" ? choose : undefined;
      const rows = (ports ?? []).map((port) => drawPort(port, chosen, pick));
      return [
        h("p", { class: "hint" }, said.portsHint),
        rows.length === 0 ? h("p", {}, said.noPorts) : h("ul", { class: "ports" }, ...rows),
        network.draw(chosen, pick),
      ];
    },
  };
}

function drawPort(port: PortView, chosen: string | undefined, choose: ((path: string) => void) | undefined): Child {
  const { path, name, kind, octets, inUse } = port;
  const amount = octets === undefined ? said.portUnwatched : fill(said.portOctets, { n: formatNumber(octets) });
  const details = [amount, h("small", {}, inUse ? said.portUsed : said.portKinds[kind])];
  const choice = { checked: path === chosen, disabled: kind === "radio", onchange: () => choose?.(path) };
  return drawPortRow({ address: path, name, css: `port ${kind}`, details }, choose && choice);
}

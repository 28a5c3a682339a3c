/** The part of the port's step for a reader in the network: a host name is typed, and what answers there is listed. */
import type { ReaderLookView } from "../../../view.ts";
import { HttpError, lookAtHost } from "../../api.ts";
import { type Child, h } from "../../dom.ts";
import { drawPortRow } from "./port-row.ts";
import { said as texts } from "./words.ts";

const said = texts.network;
type Typing = Event & { currentTarget: HTMLInputElement };

export function createNetworkReader(changed: () => void) {
  let host = "";
  let key = "";
  let state: ReaderLookView | "looking" | "no-host" | "slow" | "failed" | undefined;

  async function look(): Promise<void> {
    state = "looking";
    changed();
    const asked = [host, key].join();
    const answer = await lookAtHost(host, key).catch((error: unknown) => {
      const status = error instanceof HttpError ? error.status : 0;
      return status === 400 ? "no-host" : status === 429 ? "slow" : "failed";
    });
    state = asked === [host, key].join() ? answer : undefined;
    changed();
  }

  function typed(put: () => void): void {
    put();
    state = undefined;
    changed();
  }

  return {
    /** `choose` is missing where the page may not write the options: there the address is to be copied. */
    draw(port: string | undefined, choose: ((address: string) => void) | undefined): Child {
      const { wantsKey = false, problem, found = [] } = typeof state === "object" ? state : {};
      return h(
        "form",
        {
          class: "network-reader",
          onsubmit: (event: Event) => {
            event.preventDefault();
            void look();
          },
        },
        h("label", { for: "reader-host" }, said.title),
        h("input", {
          id: "reader-host",
          value: host,
          maxlength: 260,
          placeholder: "meter-cabinet.local",
          autocomplete: "off",
          autocapitalize: "off",
          spellcheck: "false",
          "aria-describedby": "reader-hint",
          oninput: (event: Typing) =>
            typed(() => {
              host = event.currentTarget.value;
            }),
        }),
        h("p", { class: "hint", id: "reader-hint" }, said.hint),
        (wantsKey || key !== "") && [
          h("label", { for: "reader-key" }, said.key),
          h("input", {
            id: "reader-key",
            type: "password",
            value: key,
            maxlength: 60,
            autocomplete: "off",
            oninput: (event: Typing) =>
              typed(() => {
                key = event.currentTarget.value;
              }),
          }),
        ],
        h(
          "button",
          { type: "submit", class: "button", disabled: host.trim() === "" || state === "looking" },
          said.look,
        ),
        h(
          "div",
          { role: "status" },
          typeof state === "string" && h("p", {}, said.states[state]),
          problem !== undefined && h("p", {}, problem),
        ),
        found.length > 0 && h("ul", { class: "ports" }, ...found.map((reader) => drawReader(reader, port, choose))),
      );
    },
    /** The key goes with the address of an ESPHome node only. */
    keyOf: (port: string | undefined): string | undefined =>
      port?.startsWith("esphome://") === true && key !== "" ? key : undefined,
    /** Drops the key that was typed when the view is left. */
    forget() {
      key = "";
      state = undefined;
    },
  };
}

function drawReader(
  { kind, address, name = address }: ReaderLookView["found"][number],
  chosen: string | undefined,
  choose: ((address: string) => void) | undefined,
): Child {
  const details = h("small", {}, said.kinds[kind]);
  const choice = { checked: address === chosen, onchange: () => choose?.(address) };
  return drawPortRow({ address, name, css: "port", details }, choose && choice);
}

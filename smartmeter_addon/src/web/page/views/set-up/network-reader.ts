/** The part of the port's step for a reader in the network: a host name is typed, and what answers there is listed. */
import type { ReaderLookView } from "../../../view.ts";
import { HttpError, lookAtHost } from "../../api.ts";
import { type Child, h } from "../../dom.ts";
import { said as texts } from "./words.ts";

const said = texts.network;
type Typing = Event & { currentTarget: HTMLInputElement };

export function createNetworkReader(changed: () => void, choose: (address: string) => void) {
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

  function drawFound(found: ReaderLookView["found"], port: string | undefined, canChoose: boolean): Child {
    return h(
      "ul",
      { class: "ports" },
      ...found.map(({ kind, address, name }) =>
        h(
          "li",
          { key: address, class: "port" },
          h(
            "label",
            { class: "choice" },
            canChoose &&
              h("input", {
                type: "radio",
                name: "port",
                value: address,
                checked: address === port,
                onchange: () => choose(address),
              }),
            h("span", {}, h("strong", {}, name ?? address), h("small", { class: "path" }, address)),
          ),
          h("span", { class: "port-octets" }, h("small", {}, said.kinds[kind])),
        ),
      ),
    );
  }

  return {
    /** `canChoose`: the page may write the options; elsewhere the address is there to be copied. */
    draw(port: string | undefined, canChoose: boolean): Child {
      const look_ = typeof state === "object" ? state : undefined;
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
        (look_?.wantsKey === true || key !== "") && [
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
          look_?.problem !== undefined && h("p", {}, look_.problem),
        ),
        look_ !== undefined && look_.found.length > 0 && drawFound(look_.found, port, canChoose),
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

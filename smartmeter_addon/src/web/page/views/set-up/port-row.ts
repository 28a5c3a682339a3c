/** One port in a list: its name and address, a button to choose it by, and what is known of it. */
import { type Attributes, type Child, h } from "../../dom.ts";

export interface PortRow {
  readonly address: string;
  readonly name: string;
  readonly css: string;
  readonly details: Child;
}

/** `choice`: what the button has besides; undefined where the page may not write the options. */
export function drawPortRow({ address, name, css, details }: PortRow, choice: Attributes | undefined): Child {
  return h(
    "li",
    { key: address, class: css },
    h(
      "label",
      { class: "choice" },
      choice && h("input", { type: "radio", name: "port", value: address, ...choice }),
      h("span", {}, h("strong", {}, name), h("small", { class: "path" }, address)),
    ),
    h("span", { class: "port-octets" }, details),
  );
}

/** A part of a telegram: its octets, each in the colour of its layer, and every field with its meaning. */
import type { FieldView, TelegramView } from "../../../view.ts";
import { type Child, h } from "../../dom.ts";
import { said as texts } from "./words.ts";

const said = texts.telegrams;
type Part = TelegramView["parts"][number];
/** Points at a field, by its place in the part. */
type Point = (field: number) => void;

/** `pointed`: the field pointed at. */
export function drawPart(part: Part, number: number, pointed: number | undefined, point: Point): Child {
  const id = `part-${number}`;
  const heads = [said.field, said.value, said.meaning].map((name) => h("th", { scope: "col" }, name));
  const rows = part.fields.map((field, index) => drawRow(field, index, pointed, point));
  return h(
    "section",
    { class: "card part", "aria-labelledby": id },
    h("h2", { id }, part.title, " ", h("small", {}, `${part.hex.length / 2} ${said.octets}`)),
    // The table below says the same to keyboard and screen reader.
    h(
      "div",
      { class: "octets", "aria-hidden": "true" },
      h("div", {}, ...drawOctets(part, pointed, point)),
      h("p", { class: "pointed-at" }, ...say(pointed === undefined ? undefined : part.fields[pointed])),
    ),
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "group", "aria-labelledby": id },
      h("table", { class: "fields" }, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows)),
    ),
  );
}

function drawOctets({ hex, fields }: Part, pointed: number | undefined, point: Point): Child[] {
  return fields.flatMap(({ layer, at, length }, index) => {
    const css = `field tint-${layer}${index === pointed ? " pointed" : ""}`;
    const octets = hex.slice(2 * at, 2 * (at + length)).replace(/(..)(?=.)/g, "$1 ");
    return [h("span", { class: css, ...pointing(() => point(index)) }, octets), " "];
  });
}

function drawRow(field: FieldView, index: number, pointed: number | undefined, point: Point): Child {
  const { layer, depth, name, value, meaning, clause } = field;
  return h(
    "tr",
    { class: index === pointed ? `pointed tint-${layer}` : "", ...pointing(() => point(index)) },
    h(
      "th",
      { scope: "row", class: `depth-${Math.min(depth, 3)}` },
      h("span", { class: `swatch tint-${layer}`, "aria-hidden": "true" }),
      name,
      h("small", {}, positionOf(field)),
    ),
    h("td", {}, value ?? ""),
    h("td", {}, meaning, clause !== undefined && h("small", {}, clause)),
  );
}

const pointing = (point: () => void) => ({ onmouseenter: point, onclick: point });

/** `Octets 12–15`, counted from 0. */
function positionOf({ at, length }: FieldView): string {
  return `${said.position} ${length === 1 ? at : `${at}–${at + length - 1}`}`;
}

/** The field pointed at, near enough to be seen on a phone. */
function say(field: FieldView | undefined): Child[] {
  if (field === undefined) return [said.intro];
  const more = [field.value, field.meaning].filter((text) => text !== undefined && text !== "").join(" · ");
  return [h("strong", {}, field.name), more === "" ? "" : ` ${more}`];
}

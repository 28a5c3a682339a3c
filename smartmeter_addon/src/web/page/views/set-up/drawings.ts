/** Drawings of the meters' sockets. */
import type { Socket } from "../../../../meters/setup.ts";
import { type Child, h, type Wish } from "../../dom.ts";
import { fill } from "../../words.ts";
import { type PinName, pinsOf } from "./pins.ts";
import { said } from "./words.ts";

/** Where to plug in, as a drawing with the pins that matter marked; the text beside it says the same in words. */
export function drawSocket(socket: Socket): Wish {
  return socket === "ir" ? drawEye() : drawRj12(socket);
}

/** The RJ12 socket seen from the front, its notch below: pin 1 on the left. */
function drawRj12(socket: "mbus" | "p1"): Wish {
  const used = pinsOf[socket];
  const names = Object.entries(used).map(([number, name]) => `${pinText(number)}: ${said.pins[name]}`);
  return figure(
    names.join(", "),
    "-26 0 432 176",
    h("rect", { x: 108, y: 48, width: 164, height: 122, rx: 10, class: "case" }),
    h("path", { d: "M120 56h140v78h-32v22h-76v-22h-32z", class: "hole" }),
    [1, 2, 3, 4, 5, 6].map((number) => drawPin(number, used[number])),
  );
}

const pinText = (number: string): string => fill(said.pin, { n: number });

/** The three on the left are named to the left, the others to the right, the outer ones lower. */
function drawPin(number: number, name: PinName | undefined): Wish {
  const x = 106 + 24 * number;
  const left = number <= 3;
  const level = 10 + 14 * (left ? 3 - number : number - 4);
  const end = left ? 104 : 276;
  return h(
    "g",
    { class: name === undefined ? "pin" : "pin used" },
    h("rect", { x: x - 6, y: 62, width: 12, height: 40, rx: 3, class: "contact" }),
    h("text", { x, y: 122, class: "pin-number" }, String(number)),
    name !== undefined && h("path", { d: `M${x} 58V${level}H${end}`, class: "lead" }),
    name !== undefined &&
      h(
        "text",
        { x: end + (left ? -5 : 5), y: level + 4, class: "pin-name", "text-anchor": left ? "end" : "start" },
        said.pins[name],
      ),
  );
}

/** The front of a meter with its infrared eye, and the head on its cable. */
function drawEye(): Wish {
  return figure(
    said.sockets.ir,
    "0 0 316 190",
    h("rect", { x: 30, y: 14, width: 150, height: 162, rx: 14, class: "case" }),
    h("rect", { x: 48, y: 30, width: 114, height: 42, rx: 6, class: "hole" }),
    h("text", { x: 105, y: 58, class: "digits" }, "001234.5"),
    h("circle", { cx: 105, cy: 122, r: 27, class: "plate" }),
    h("circle", { cx: 97, cy: 122, r: 5, class: "eye" }),
    h("circle", { cx: 113, cy: 122, r: 5, class: "eye" }),
    h("path", { d: "M140 122h56", class: "lead dashed" }),
    h("circle", { cx: 238, cy: 110, r: 34, class: "head" }),
    h("circle", { cx: 230, cy: 110, r: 5, class: "eye" }),
    h("circle", { cx: 246, cy: 110, r: 5, class: "eye" }),
    h("path", { d: "M238 144v22q0 14 16 14h40", class: "cable" }),
  );
}

function figure(what: string, viewBox: string, ...children: Child[]): Wish {
  const label = fill(said.drawing, { what });
  return h("svg", { class: "drawing", viewBox, role: "img", "aria-label": label }, ...children);
}

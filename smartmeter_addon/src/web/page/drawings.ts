import { h, type Wish } from "./dom.ts";
import { pinsOf, type Socket } from "./operators.ts";
import { fill, words } from "./words.ts";

/** Where to plug in, as a drawing with the pins that matter marked; the text beside it says the same in words. */
export function drawSocket(socket: Socket): Wish {
  return socket === "ir" ? drawEye() : drawRj12(socket);
}

/** The RJ12 socket seen from the front, its notch below: pin 1 on the left. */
function drawRj12(socket: "mbus" | "p1"): Wish {
  const used = pinsOf[socket];
  const pins = [1, 2, 3, 4, 5, 6].map((number) => {
    const x = 74 + number * 24;
    const name = used[number];
    return h(
      "g",
      { class: name === undefined ? "pin" : "pin used" },
      h("rect", { x: x - 6, y: 60, width: 12, height: 42, rx: 3, class: "contact" }),
      h("text", { x, y: 124, class: "pin-number" }, String(number)),
      name !== undefined && h("path", { d: `M${x} 56V${labelY(number)}`, class: "lead" }),
      name !== undefined &&
        h(
          "text",
          { x: labelX(number, x), y: labelY(number) - 4, class: "pin-name", "text-anchor": labelAnchor(number) },
          words.setup.pins[name],
        ),
    );
  });
  const names = Object.entries(used).map(
    ([number, name]) => `${fill(words.setup.pin, { n: number })}: ${words.setup.pins[name]}`,
  );
  return figure(
    names.join(", "),
    "0 0 316 190",
    h("rect", { x: 70, y: 48, width: 176, height: 126, rx: 10, class: "case" }),
    h("path", { d: "M82 54h152v82h-38v24h-76v-24H82z", class: "hole" }),
    ...pins,
  );
}

/** Labels in two heights, leaning outwards, so that neighbours do not touch. */
const labelY = (number: number): number => (number % 2 === 0 ? 22 : 40);
const labelAnchor = (number: number): string =>
  number <= 2 ? "end" : number >= 5 ? "start" : number === 3 ? "end" : "start";
const labelX = (number: number, x: number): number => (labelAnchor(number) === "end" ? x + 5 : x - 5);

/** The front of a meter with its infrared eye, and the head on its cable. */
function drawEye(): Wish {
  return figure(
    words.setup.sockets.ir,
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

function figure(what: string, viewBox: string, ...children: Parameters<typeof h>[2][]): Wish {
  const label = fill(words.setup.drawing, { what });
  return h("svg", { class: "drawing", viewBox, role: "img", "aria-label": label }, ...children);
}

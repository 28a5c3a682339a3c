/** The steps of operator and meter, and what follows from them: where to plug in, which reader, where the key comes from. */
import operators from "meters:operators";
import { type Model, type Operator, socketNames } from "../../../../meters/setup.ts";
import { type Child, h } from "../../dom.ts";
import { language } from "../../format.ts";
import { fill } from "../../words.ts";
import { drawSocket } from "./drawings.ts";
import { pinsOf } from "./pins.ts";
import { said } from "./words.ts";

export function drawOperators(chosen: Operator | undefined, choose: (operator: Operator | undefined) => void): Child {
  return [
    h("label", { for: "operator", class: "hint" }, said.operatorHint),
    h(
      "select",
      {
        id: "operator",
        value: chosen?.name ?? "",
        onchange: (event: Event & { currentTarget: HTMLSelectElement }) =>
          choose(operators.find(({ name }) => name === event.currentTarget.value)),
      },
      h("option", { value: "" }, said.choose),
      ...operators.map(({ name }) => h("option", { value: name }, name)),
    ),
  ];
}

export function drawModels(models: readonly Model[], chosen: Model | undefined, choose: (model: Model) => void): Child {
  if (models.length === 0) return h("p", {}, said.unreadable);
  const choices = models.map((model) => {
    const label = labelOf(model, models);
    const onchange = () => choose(model);
    return h(
      "label",
      { class: "choice" },
      h("input", { type: "radio", name: "model", value: label, checked: model === chosen, onchange }),
      h("span", {}, label),
    );
  });
  return h("fieldset", {}, h("legend", { class: "hint" }, said.modelHint), h("div", { class: "choices" }, ...choices));
}

/** The model's name, and its socket where another has the same name. */
function labelOf({ name, socket }: Model, models: readonly Model[]): string {
  const isAlone = models.filter((other) => other.name === name).length === 1;
  return isAlone ? name : `${name}, ${socketNames[socket][language]}`;
}

export function drawPlug({ socket }: Model): Child {
  const pins = socket === "ir" ? [] : Object.entries(pinsOf[socket]);
  return h(
    "div",
    { class: "socket" },
    drawSocket(socket),
    h(
      "div",
      {},
      h("p", {}, said.sockets[socket]),
      pins.length > 0 &&
        h(
          "ul",
          { class: "pins" },
          ...pins.map(([n, name]) => h("li", {}, h("strong", {}, fill(said.pin, { n })), ` ${said.pins[name]}`)),
        ),
    ),
  );
}

export const readerText = ({ socket, acknowledged }: Model): string =>
  said.readers[acknowledged ? "irSending" : socket];

export function drawKeySource(operator: Operator, model: Model): Child {
  const [name, second] = model.keyNames;
  const called = { name: name?.[language] ?? "", second: second?.[language] ?? "" };
  const s = model.intervals.join(" / ");
  const interval = fill(s === "1" ? said.interval.second : said.interval.seconds, { s });
  return [
    h("p", {}, fill(said.keyText, { operator: operator.name })),
    h("p", {}, h("strong", {}, fill(second === undefined ? said.keyNames.one : said.keyNames.two, called))),
    h("p", { class: "hint" }, `${interval} ${fill(said.settings, { settings: model.settings })}`),
    ...model.caveats.map((caveat) => h("p", { class: "hint" }, caveat[language])),
  ];
}

/** Until the meter is known both fields are offered where one of those it may be needs them. */
export function keyCountOf(operator: Operator | undefined, model: Model | undefined): 1 | 2 {
  const models = model === undefined ? operator?.models : [model];
  return models === undefined || models.some(({ keyNames }) => keyNames.length === 2) ? 2 : 1;
}

/** The view "Set-up": from the socket of the meter to the first value, one step below the other. */
import "./style.css";
import "./drawings.css";
import type { Model, Operator } from "../../../../meters/setup.ts";
import { type Child, h } from "../../dom.ts";
import { formatPower } from "../../format.ts";
import { icon } from "../../icons.ts";
import type { Store } from "../../store.ts";
import { nameOf, valueText } from "../../values.ts";
import type { View, ViewDefinition } from "../view.ts";
import { createKeyStep } from "./key-step.ts";
import { drawKeySource, drawModels, drawOperators, drawPlug, keyCountOf, readerText } from "./meter-steps.ts";
import { createPortStep } from "./port-step.ts";
import { createSettings } from "./settings.ts";
import { said } from "./words.ts";

export const setUpView: ViewDefinition = {
  name: "set-up",
  title: { en: "Set-up", de: "Einrichten" },
  icon: "M9 3v5m6-5v5M6.5 8h11v3.5a5.5 5.5 0 0 1-11 0zM12 17v4",
  create: createSetupView,
};

function createSetupView(changed: () => void): View {
  let operator: Operator | undefined;
  let model: Model | undefined;
  const portStep = createPortStep(changed);
  const keyStep = createKeyStep(changed);
  const settings = createSettings(changed);

  function chooseOperator(next: Operator | undefined): void {
    operator = next;
    model = next?.models.length === 1 ? next.models[0] : undefined;
    changed();
  }

  function chooseModel(next: Model): void {
    model = next;
    changed();
  }

  return {
    shown: portStep.begin,
    hidden() {
      portStep.end();
      keyStep.forget();
    },
    draw(store) {
      const isWritable = store.page?.configurable === true;
      return h(
        "div",
        { class: "setup" },
        h("div", { class: "card" }, h("h2", {}, said.title), h("p", { class: "hint" }, said.intro)),
        h(
          "ol",
          { class: "steps" },
          drawStep(said.operator, drawOperators(operator, chooseOperator)),
          operator !== undefined && drawStep(said.model, drawModels(operator.models, model, chooseModel)),
          model !== undefined && drawStep(said.socket, drawPlug(model)),
          model !== undefined && drawStep(said.reader, h("p", {}, readerText(model))),
          operator !== undefined && model !== undefined && drawStep(said.keyTitle, drawKeySource(operator, model)),
          drawStep(said.ports, portStep.draw(isWritable ? "to choose" : "to copy")),
          drawStep(said.key, keyStep.draw(store, keyCountOf(operator, model), portStep.chosen())),
          drawStep(said.first, drawFirst(store)),
        ),
        isWritable && settings.draw(),
      );
    },
  };
}

/** A numbered step; the list counts. */
function drawStep(title: string, content: Child): Child {
  return h("li", { class: "card step", key: title }, h("div", {}, h("h3", {}, title), content));
}

function drawFirst({ meter }: Store): Child {
  const reading = meter?.reading;
  if (reading === undefined) return h("p", { role: "status", class: "pending" }, icon("wait"), said.firstWaiting);
  const power = reading.netPower === undefined ? undefined : formatPower(reading.netPower);
  const first = reading.values[0];
  return h(
    "p",
    { role: "status", class: "arrived" },
    icon("good"),
    `${said.firstThere} `,
    power !== undefined && h("strong", {}, `${power.number} ${power.unit}`),
    power === undefined && first !== undefined && h("strong", {}, `${nameOf(first)} ${valueText(first)}`),
  );
}

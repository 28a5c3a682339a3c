/** The view "Set-up", step by step. */
import "./style.css";
import "./drawings.css";
import operators from "meters:operators";
import { type Model, type Operator, socketNames } from "../../../../meters/setup.ts";
import type { PortView } from "../../../view.ts";
import { fetchPorts } from "../../api.ts";
import { type Child, h } from "../../dom.ts";
import { formatNumber, formatPower, language } from "../../format.ts";
import { icon } from "../../icons.ts";
import type { Store } from "../../store.ts";
import { nameOf, valueText } from "../../values.ts";
import { fill } from "../../words.ts";
import type { View, ViewDefinition } from "../view.ts";
import { drawSocket } from "./drawings.ts";
import { createKeyStep } from "./key-step.ts";
import { createNetworkReader } from "./network-reader.ts";
import { pinsOf } from "./pins.ts";
import { createSettings } from "./settings.ts";
import { said } from "./words.ts";

export const setUpView: ViewDefinition = {
  name: "set-up",
  title: { en: "Set-up", de: "Einrichten" },
  icon: "M9 3v5m6-5v5M6.5 8h11v3.5a5.5 5.5 0 0 1-11 0zM12 17v4",
  create: createSetupView,
};

/** From the socket of the meter to the first value, one step below the other. */
function createSetupView(changed: () => void): View {
  let operator: Operator | undefined;
  let model: Model | undefined;
  let ports: readonly PortView[] | undefined;
  let port: string | undefined;
  let asking: ReturnType<typeof setInterval> | undefined;
  const keyStep = createKeyStep(changed);
  const network = createNetworkReader(changed, (address) => {
    port = address;
    changed();
  });
  const settings = createSettings(changed);

  async function askPorts(): Promise<void> {
    if (document.visibilityState === "hidden") return;
    ports = await fetchPorts().catch(() => ports);
    changed();
  }

  return {
    shown() {
      void askPorts();
      asking = setInterval(() => void askPorts(), 2000);
    },
    hidden() {
      clearInterval(asking);
      keyStep.forget();
      network.forget();
    },
    draw(store) {
      return h(
        "div",
        { class: "setup" },
        h("div", { class: "card" }, h("h2", {}, said.title), h("p", { class: "hint" }, said.intro)),
        h(
          "ol",
          { class: "steps" },
          step(said.operator, drawOperators()),
          operator !== undefined && operator.models.length === 0 && step(said.model, h("p", {}, said.unreadable)),
          operator !== undefined && operator.models.length > 0 && step(said.model, drawModels(operator)),
          model !== undefined && step(said.socket, drawSocketStep(model)),
          model !== undefined && step(said.reader, h("p", {}, readerText(model))),
          operator !== undefined && model !== undefined && step(said.keyTitle, ...drawKeySource(operator, model)),
          step(said.ports, ...drawPorts(store)),
          step(
            said.key,
            keyStep.draw(store, { twoKeys: needsTwoKeys(operator, model), port, readerKey: network.keyOf(port) }),
          ),
          step(said.first, drawFirst(store)),
        ),
        store.page?.configurable === true && settings.draw(),
      );
    },
  };

  function drawOperators(): Child {
    return [
      h("label", { for: "operator", class: "hint" }, said.operatorHint),
      h(
        "select",
        {
          id: "operator",
          value: operator?.name ?? "",
          onchange: (event: Event & { currentTarget: HTMLSelectElement }) => {
            operator = operators.find(({ name }) => name === event.currentTarget.value);
            model = operator?.models.length === 1 ? operator.models[0] : undefined;
            changed();
          },
        },
        h("option", { value: "" }, said.choose),
        ...operators.map(({ name }) => h("option", { value: name }, name)),
      ),
    ];
  }

  function drawModels({ models }: Operator): Child {
    return h(
      "fieldset",
      {},
      h("legend", { class: "hint" }, said.modelHint),
      h(
        "div",
        { class: "choices" },
        ...models.map((entry) =>
          h(
            "label",
            { class: "choice" },
            h("input", {
              type: "radio",
              name: "model",
              value: labelOf(entry, models),
              checked: entry === model,
              onchange: () => {
                model = entry;
                changed();
              },
            }),
            h("span", {}, labelOf(entry, models)),
          ),
        ),
      ),
    );
  }

  function drawPorts({ page }: Store): Child[] {
    const list = (ports ?? []).map((entry) =>
      h(
        "li",
        { key: entry.path, class: `port ${entry.kind}` },
        h(
          "label",
          { class: "choice" },
          page?.configurable === true &&
            h("input", {
              type: "radio",
              name: "port",
              value: entry.path,
              checked: entry.path === port,
              disabled: entry.kind === "radio",
              onchange: () => {
                port = entry.path;
                changed();
              },
            }),
          h("span", {}, h("strong", {}, entry.name), h("small", { class: "path" }, entry.path)),
        ),
        h(
          "span",
          { class: "port-octets" },
          entry.octets === undefined ? said.portUnwatched : fill(said.portOctets, { n: formatNumber(entry.octets) }),
          h("small", {}, entry.inUse ? said.portUsed : said.portKinds[entry.kind]),
        ),
      ),
    );
    return [
      h("p", { class: "hint" }, said.portsHint),
      list.length === 0 ? h("p", {}, said.noPorts) : h("ul", { class: "ports" }, ...list),
      network.draw(page?.configurable === true ? port : undefined, page?.configurable === true),
    ];
  }
}

/** The model's name, and its socket where another has the same name. */
function labelOf({ name, socket }: Model, models: readonly Model[]): string {
  const isAlone = models.filter((other) => other.name === name).length === 1;
  return isAlone ? name : `${name}, ${socketNames[socket][language]}`;
}

/** Until the meter is known both fields are offered where one of those it may be needs them. */
function needsTwoKeys(operator: Operator | undefined, model: Model | undefined): boolean {
  const models = model === undefined ? operator?.models : [model];
  return models === undefined || models.some(({ keyNames }) => keyNames.length === 2);
}

/** A numbered step; the list counts. */
function step(title: string, ...children: Child[]): Child {
  return h("li", { class: "card step", key: title }, h("div", {}, h("h3", {}, title), ...children));
}

function drawSocketStep({ socket }: Model): Child {
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

const readerText = ({ socket, acknowledged }: Model): string => said.readers[acknowledged ? "irSending" : socket];

function drawKeySource(operator: Operator, model: Model): Child[] {
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

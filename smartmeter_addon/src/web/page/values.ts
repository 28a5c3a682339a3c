import { quantityByKey } from "../../telegram/quantity.ts";
import type { ReadingView, ValueView } from "../view.ts";
import { type Child, h } from "./dom.ts";
import { formatNumber, language } from "./format.ts";
import { card } from "./parts.ts";
import { words } from "./words.ts";

const said = words.now;

export const nameOf = ({ key, obis }: ValueView): string =>
  key === undefined ? obis : (quantityByKey(key)?.[language] ?? obis);

export const valueText = ({ value, unit, decimals }: ValueView): string =>
  `${formatNumber(value, decimals)}${unit === undefined ? "" : ` ${unit}`}`;

const phaseKey = /^(voltage|current|power_import|power_export)_l([123])$/;

/** Voltage, current and power of each phase, with only the rows and columns the meter sends. */
export function drawPhases(reading: ReadingView): Child {
  const cell = (key: string): ValueView | undefined => reading.values.find((entry) => entry.key === key);
  const power = (phase: number): string | undefined => {
    const [taken, given] = [cell(`power_import_l${phase}`), cell(`power_export_l${phase}`)];
    if (taken === undefined && given === undefined) return undefined;
    return `${formatNumber((taken?.value ?? 0) - (given?.value ?? 0))} W`;
  };
  const columns: readonly (readonly [string, (phase: number) => string | undefined])[] = [
    [said.voltage, (phase) => textOf(cell(`voltage_l${phase}`))],
    [said.current, (phase) => textOf(cell(`current_l${phase}`))],
    [said.power, power],
  ];
  const phases = [1, 2, 3].filter((phase) => columns.some(([, text]) => text(phase) !== undefined));
  const shown = columns.filter(([, text]) => phases.some((phase) => text(phase) !== undefined));
  if (phases.length === 0) return undefined;
  return card(
    said.phases,
    { id: "phases" },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h("tr", {}, h("th", { scope: "col" }, said.phase), ...shown.map(([name]) => h("th", { scope: "col" }, name))),
      ),
      h(
        "tbody",
        {},
        ...phases.map((phase) =>
          h(
            "tr",
            {},
            h("th", { scope: "row" }, h("span", { class: `phase phase-${phase}` }, `L${phase}`)),
            ...shown.map(([, text]) => h("td", {}, text(phase) ?? words.unknown)),
          ),
        ),
      ),
    ),
  );
}

const textOf = (value: ValueView | undefined): string | undefined => value && valueText(value);

/** The energy registers, and apart from them whatever else the telegram holds. */
export function drawRegisters(reading: ReadingView): { readonly registers: Child; readonly others: Child } {
  const rest = reading.values.filter(
    ({ key }) => key === undefined || !(phaseKey.test(key) || /^power_(im|ex)port$/.test(key)),
  );
  const isRegister = ({ key }: ValueView): boolean => key !== undefined && /energy/.test(key);
  const registers = rest.filter(isRegister);
  const others = rest.filter((value) => !isRegister(value));
  return {
    registers: registers.length > 0 && card(said.registers, { id: "registers" }, valueTable(registers)),
    others: others.length > 0 && card(said.other, { id: "others" }, valueTable(others)),
  };
}

function valueTable(values: readonly ValueView[]): Child {
  return h(
    "table",
    { class: "values" },
    h(
      "tbody",
      {},
      ...values.map((value) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, nameOf(value), value.key !== undefined && h("small", {}, value.obis)),
          h("td", {}, valueText(value)),
        ),
      ),
    ),
  );
}

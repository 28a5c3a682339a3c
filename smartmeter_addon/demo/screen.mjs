// Where the demo shows what it sees: sentences, and below them one line that is written again and again; for programs, and
// for those who want all of it, one JSON object a line on standard output and the sentences on the other one.
import { locale, words } from "./words.mjs";

const number = (value, decimals) =>
  new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value);

export function createScreen(asJson) {
  let line = "";
  const write = (text) => process.stdout.write(text);
  const redraw = () => {
    // A line that wraps could not be written again in its place.
    if (line !== "") write(`\r\x1b[K${line.slice(0, Math.max(20, (process.stdout.columns || 80) - 1))}`);
  };
  return {
    say(sentence) {
      if (asJson) process.stderr.write(`${sentence}\n`);
      else {
        write(`${line === "" ? "" : "\r\x1b[K"}${sentence}\n`);
        redraw();
      }
    },
    /** Of the program: people see what goes wrong. */
    log(text) {
      if (asJson) process.stderr.write(`${text}\n`);
      else if (/ (warning|error) /.test(text)) this.say(text);
    },
    /** The last values stay; what comes now stands below them. */
    end(sentence) {
      if (line !== "") write("\n");
      line = "";
      this.say(sentence);
    },
    message(topic, text) {
      if (asJson) write(`${JSON.stringify({ topic, payload: parsed(text) })}\n`);
    },
    values(state, count) {
      if (asJson) return;
      line = `${new Date().toLocaleTimeString(locale)}  ${lineOf(state)}  ${words.published(count)}`;
      redraw();
    },
  };
}

/** Power, registers and phases, as far as the meter sends them. */
function lineOf(state) {
  const { power_net: net, power_import: import_, power_export: export_, energy_import, energy_export } = state;
  const power = net ?? (import_ ?? 0) - (export_ ?? 0);
  const phases = ["l1", "l2", "l3"].flatMap((name) => {
    const [volt, ampere] = [state[`voltage_${name}`], state[`current_${name}`]];
    const parts = [
      volt === undefined ? "" : `${number(volt, 0)} V`,
      ampere === undefined ? "" : `${number(ampere, 2)} A`,
    ].filter(Boolean);
    return parts.length === 0 ? [] : [`${name.toUpperCase()} ${parts.join(" ")}`];
  });
  return [
    `${power < 0 ? words.export : words.import} ${number(Math.abs(power), 0)} W`,
    energy_import === undefined ? "" : `${number(energy_import, 3)} kWh ${words.in}`,
    energy_export === undefined ? "" : `${number(energy_export, 3)} kWh ${words.out}`,
    ...phases,
  ]
    .filter(Boolean)
    .join("  ");
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

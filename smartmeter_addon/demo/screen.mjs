// Where the demo shows what it sees: sentences, and below them one line that is written again and again; for programs, and
// for those who want all of it, one JSON object a line on standard output and the sentences on the other one.
import { locale, words } from "./words.mjs";

const number = (value, decimals) =>
  new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value);

export function createScreen(asJson) {
  let parts = [];
  const write = (text) => process.stdout.write(text);
  const redraw = () => {
    // A line that wraps could not be written again in its place: the last parts are left out where it is too long.
    const room = (process.stdout.columns || 80) - 1;
    let shown = parts;
    while (shown.length > 2 && shown.join("  ").length > room) shown = shown.slice(0, -1);
    if (shown.length > 0) write(`\r\x1b[K${shown.join("  ").slice(0, room)}`);
  };
  return {
    say(sentence) {
      if (asJson) process.stderr.write(`${sentence}\n`);
      else {
        write(`${parts.length === 0 ? "" : "\r\x1b[K"}${sentence}\n`);
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
      if (parts.length > 0) write("\n");
      parts = [];
      this.say(sentence);
    },
    message(topic, text) {
      if (asJson) write(`${JSON.stringify({ topic, payload: parsed(text) })}\n`);
    },
    values(state, count) {
      if (asJson) return;
      parts = [new Date().toLocaleTimeString(locale), ...partsOf(state), words.published(count)];
      redraw();
    },
  };
}

/** Power, registers and phases, as far as the meter sends them; what matters most comes first. */
function partsOf(state) {
  const { power_net: net, power_import: import_, power_export: export_, energy_import, energy_export } = state;
  const power = net ?? (import_ ?? 0) - (export_ ?? 0);
  const phases = (quantity, decimals, unit) => {
    const values = ["l1", "l2", "l3"]
      .map((name) => state[`${quantity}_${name}`])
      .filter((value) => value !== undefined);
    return values.length === 0 ? "" : `${values.map((value) => number(value, decimals)).join("/")} ${unit}`;
  };
  return [
    `${power < 0 ? words.export : words.import} ${number(Math.abs(power), 0)} W`,
    energy_import === undefined ? "" : `${number(energy_import, 3)} kWh ${words.in}`,
    energy_export === undefined ? "" : `${number(energy_export, 3)} kWh ${words.out}`,
    phases("voltage", 0, "V"),
    phases("current", 2, "A"),
  ].filter(Boolean);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

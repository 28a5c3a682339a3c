/** Options of the output. */
import { BlockList, isIP } from "node:net";
import * as v from "valibot";
import { choice, expects, option, port, preset, text, whole } from "../../schema/field.ts";
import { switchable } from "../output.ts";

/** Where the power of the phases comes from. */
const phaseSources = choice({
  measured: { en: "as measured", de: "wie gemessen" },
  estimated: { en: "estimated", de: "geschätzt" },
  split: { en: "a third each", de: "je ein Drittel" },
});

const client = v.pipe(
  text,
  v.check((entry) => networkOf(entry) !== undefined),
  expects(
    "an address like 192.0.2.20 or a network like 192.0.2.0/24",
    "eine Adresse wie 192.0.2.20 oder ein Netz wie 192.0.2.0/24",
  ),
);

/** A text that YAML may take for a number. */
const shortText = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform(String),
  v.regex(/^.{1,32}$/),
  expects("a text of at most 32 characters", "ein Text von höchstens 32 Zeichen"),
);

export const schema = switchable({
  host: preset(
    {
      title: { en: "Address to listen on", de: "Eigene Adresse" },
      text: {
        en: "Address to listen on; `0.0.0.0` for every network. In the app it is always every network, behind the port that is opened there.",
        de: "Adresse, unter der gelesen werden kann; `0.0.0.0` für jedes Netz. In der App immer jede, hinter dem Port, der dort geöffnet ist.",
      },
      example: "0.0.0.0",
    },
    text,
    "127.0.0.1",
  ),
  port: preset(
    {
      title: { en: "Port", de: "Port" },
      text: {
        en: "Port to listen on; below 1024 the program needs permission. In the app it is always 502, behind the port that is opened there.",
        de: "Port, an dem gelesen werden kann; unter 1024 nur mit dem Recht dazu. In der App immer 502, hinter dem Port, der dort geöffnet ist.",
      },
      example: 502,
    },
    port,
    1502,
  ),
  unit: preset(
    {
      title: { en: "Unit id", de: "Unit-ID" },
      text: {
        en: "Unit id of the first meter; the next meters take the ids after it.",
        de: "Modbus-Unit-ID des ersten Zählers; die weiteren Zähler bekommen die Nummern danach.",
      },
    },
    whole(1, 247),
    1,
  ),
  meter: option(
    {
      title: { en: "Only this meter", de: "Nur dieser Zähler" },
      text: {
        en: "Serve only this meter: its id, or its position in the list of meters from 0; virtual meters, too.",
        de: "Seine Kennung oder seine Position in der Liste, ab 0; auch die eines virtuellen.",
      },
      default: { en: "all of them, one unit id each", de: "alle, jeder mit eigener Unit-ID" },
      example: "0",
    },
    shortText,
  ),
  phases: preset(
    {
      title: { en: "Power of the phases", de: "Leistung der Phasen" },
      text: {
        en: "Power of the phases: `measured` as the meter sends it, otherwise unknown; `estimated` from voltages and currents if it sends none; `split` a third each if it sends none.",
        de: "`measured`: wie der Zähler sie sendet, sonst unbekannt. `estimated`: aus Spannung und Strom geschätzt, wenn er keine sendet. `split`: je ein Drittel, wenn er keine sendet.",
      },
    },
    phaseSources,
    "measured",
  ),
  manufacturer: option(
    {
      title: { en: "Manufacturer", de: "Hersteller" },
      text: { en: "Manufacturer on the nameplate (model 1).", de: "Hersteller auf dem Typenschild (Modell 1)." },
      default: { en: "from the meter", de: "vom Zähler" },
      example: "Smart Meter",
    },
    shortText,
  ),
  model: option(
    {
      title: { en: "Model", de: "Modell" },
      text: {
        en: "`203` serves whole numbers with scale factors (model 203, watt-hours exact) instead of floating point (model 213). Any other text is the name of the device on the nameplate (model 1).",
        de: "`203` liefert ganze Zahlen mit Skalierung (Modell 203, Wattstunden genau) statt Kommazahlen (Modell 213). Jeder andere Text ist der Name auf dem Typenschild (Modell 1).",
      },
      default: { en: "213; the name from the meter", de: "213; der Name vom Zähler" },
      example: "203",
    },
    shortText,
  ),
  stale: preset(
    {
      title: { en: "Silent after", de: "Still nach" },
      text: {
        en: "A meter that is silent for this long is no longer served: every read is refused, then connections are closed.",
        de: "So lange ohne Telegramm, und jede Abfrage wird abgewiesen, damit niemand nach alten Werten regelt; dann werden Verbindungen getrennt.",
      },
      unit: "s",
    },
    whole(1, 3600),
    30,
  ),
  clients: option(
    {
      title: { en: "Who may read", de: "Wer lesen darf" },
      text: { en: "Only these addresses or networks may read.", de: "Nur diese dürfen lesen: Adressen oder Netze." },
      default: { en: "everybody who can reach the port", de: "alle, die den Port erreichen" },
      example: "192.0.2.20",
    },
    v.array(client),
  ),
});

export type SunspecOptions = v.InferOutput<typeof schema>;
export type PhaseSource = v.InferOutput<typeof phaseSources>;

/** A function that says whether an address may read; everybody may where no clients are named. */
export function createAdmission(clients: readonly string[] | undefined): (address: string) => boolean {
  if (clients === undefined || clients.length === 0) return () => true;
  const list = new BlockList();
  for (const entry of clients) {
    const network = networkOf(entry);
    if (network !== undefined) list.addSubnet(network.address, network.bits, network.family);
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIP(address) === 4 ? "ipv4" : "ipv6");
}

function networkOf(entry: string) {
  const [address = "", bits] = entry.split(/\/(.*)/s);
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  if (version === 0 || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most))) return undefined;
  const family = version === 4 ? ("ipv4" as const) : ("ipv6" as const);
  return { address, bits: bits === undefined ? most : Number(bits), family };
}

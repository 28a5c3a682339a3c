/** What kind of thing is on a serial port, by what it says of itself. */
import type { Sentence } from "../language/language.ts";

/**
 * What may be on a serial port:
 * - `reader`: says by its name that it reads meters
 * - `adapter`: a bare USB serial chip, as in most infrared heads and M-Bus or P1 cables
 * - `radio`, `device`: certainly something else; a radio stick is never opened, because that takes its network down
 * - `built-in`: no USB; opened only when it is named
 * - `unknown`: any other USB serial port
 */
export type PortKind = "reader" | "adapter" | "radio" | "device" | "built-in" | "unknown";

/** What is on a port, for the program and for people. */
export interface PortNature {
  readonly kind: PortKind;
  /** What it is, for people. */
  readonly what: Sentence;
}

/**
 * The first row whose pattern fits wins. Patterns see USB manufacturer, product and by-id name in lower case, words
 * separated by single spaces, followed by `vendor:product` of USB.
 */
const natures: readonly (PortNature & { readonly pattern: RegExp })[] = [
  {
    kind: "radio",
    what: { en: "Zigbee stick", de: "Zigbee-Stick" },
    pattern: /zigbee|\bzb(dongle|bridge)|conbee|raspbee|dresden elektronik/,
  },
  // Texas Instruments and Silicon Labs radios under the names their makers gave them.
  {
    kind: "radio",
    what: { en: "Zigbee stick", de: "Zigbee-Stick" },
    pattern: /\bcc(13|25|26)\d\d|electrolama|\bzzh\b|slae ?sh|zig ?star|tube ?zb/,
  },
  {
    kind: "radio",
    what: { en: "Zigbee stick", de: "Zigbee-Stick" },
    pattern: /slzb|smlight|elelabs|telegesis|\bember\b|efr32|phoscon|xbee/,
  },
  {
    kind: "radio",
    what: { en: "Zigbee or Thread stick", de: "Zigbee- oder Thread-Stick" },
    pattern: /skyconnect|\bzbt ?\d|nabu casa/,
  },
  { kind: "radio", what: { en: "Thread stick", de: "Thread-Stick" }, pattern: /\b(open)?thread\b|nrf52840/ },
  // 0658:0200 is what Z-Wave sticks with the chip of Sigma Designs call themselves; they have no other name.
  {
    kind: "radio",
    what: { en: "Z-Wave stick", de: "Z-Wave-Stick" },
    pattern: /z ?wave|\bzwa ?\d|zooz|aeotec|aeon labs|z ?stick|\buzb\b|0658:0200/,
  },
  {
    kind: "radio",
    what: { en: "Z-Wave and Zigbee stick", de: "Z-Wave- und Zigbee-Stick" },
    pattern: /hubz|husbzb|nortek|10c4:8a2a/,
  },
  {
    kind: "radio",
    what: { en: "wireless M-Bus receiver", de: "Funkempfänger für M-Bus" },
    pattern: /w ?m ?bus|wireless m ?bus|\bim871a|\bimst\b|amber wireless/,
  },
  {
    kind: "radio",
    what: { en: "radio stick", de: "Funk-Stick" },
    pattern: /rfxcom|rfxtrx|busware|\b(nano)?cul\b|jeelink|signalduino|rflink/,
  },
  {
    kind: "radio",
    what: { en: "radio stick", de: "Funk-Stick" },
    pattern: /hmip|homematic|\beq ?3\b|enocean|rademacher|duofern|somfy|\blora\b/,
  },
  { kind: "radio", what: { en: "Bluetooth stick", de: "Bluetooth-Stick" }, pattern: /bluetooth/ },
  {
    kind: "device",
    what: { en: "mobile network modem", de: "Mobilfunkmodem" },
    pattern: /huawei|quectel|sierra wireless|simcom|\b(gsm|lte|modem)\b/,
  },
  { kind: "device", what: { en: "satellite receiver", de: "Satellitenempfänger" }, pattern: /u ?blox|\bg(ps|nss)\b/ },
  {
    kind: "device",
    what: { en: "controller board", de: "Mikrocontroller-Platine" },
    pattern: /arduino|espressif|st ?link|j ?link|\bjtag\b|micropython|raspberry pi pico/,
  },
  {
    kind: "device",
    what: { en: "uninterruptible power supply", de: "unterbrechungsfreie Stromversorgung" },
    pattern: /american power|\bups\b|eaton/,
  },
  {
    kind: "device",
    what: { en: "solar or battery equipment", de: "Solar- oder Batterieanlage" },
    pattern: /victron|ve direct|growatt|sunways/,
  },
  { kind: "device", what: { en: "3D printer", de: "3D-Drucker" }, pattern: /prusa|marlin|creality|ultimachine/ },
  {
    kind: "reader",
    what: { en: "infrared head", de: "Infrarot-Lesekopf" },
    pattern: /weidmann|hichi|volkszaehler|lesekopf|\bir ?(head|kopf|reader|schreib)/,
  },
  {
    kind: "reader",
    what: { en: "infrared head", de: "Infrarot-Lesekopf" },
    pattern: /optical (head|probe)|opto ?kopf|iec ?62056|usb iec/,
  },
  { kind: "reader", what: { en: "M-Bus adapter", de: "M-Bus-Adapter" }, pattern: /\bm ?bus\b/ },
  { kind: "reader", what: { en: "P1 cable", de: "P1-Kabel" }, pattern: /\bp1\b|dsmr|slimme ?meter/ },
  {
    kind: "reader",
    what: { en: "meter reader", de: "Zähler-Lesegerät" },
    pattern: /smart ?meter|stromz(ae|ä)hler|energy ?meter/,
  },
  {
    kind: "adapter",
    what: { en: "USB serial adapter (FTDI)", de: "USB-Seriell-Adapter (FTDI)" },
    pattern: /ftdi|ft232|ft231|ft230|ttl232|c232|0403:60/,
  },
  {
    kind: "adapter",
    what: { en: "USB serial adapter (CP210x)", de: "USB-Seriell-Adapter (CP210x)" },
    pattern: /cp210|10c4:ea[67]/,
  },
  {
    kind: "adapter",
    what: { en: "USB serial adapter (CH34x)", de: "USB-Seriell-Adapter (CH34x)" },
    pattern: /ch34\d|ch91|1a86:/,
  },
  {
    kind: "adapter",
    what: { en: "USB serial adapter (PL2303)", de: "USB-Seriell-Adapter (PL2303)" },
    pattern: /pl2303|prolific|067b:/,
  },
  {
    kind: "adapter",
    what: { en: "USB serial adapter", de: "USB-Seriell-Adapter" },
    pattern: /usb (to )?(serial|uart|ttl)|usb2(serial|uart)|uart|mcp22\d\d|rs ?(232|485)/,
  },
];

/** What the port is, from what it says of itself; `usb` is false for ports of the board. */
export function recognisePort(names: readonly (string | undefined)[], usb: boolean): PortNature {
  const text = names
    .filter((name) => name !== undefined)
    .join(" ")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}:]+/gu, " ");
  const known = natures.find(({ pattern }) => pattern.test(text));
  if (known !== undefined && (usb || known.kind === "radio")) return { kind: known.kind, what: known.what };
  return usb
    ? { kind: "unknown", what: { en: "USB serial port", de: "serieller USB-Anschluss" } }
    : { kind: "built-in", what: { en: "port on the board", de: "Anschluss auf der Platine" } };
}

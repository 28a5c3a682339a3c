/** Octets as people write, log and paste them: each form with any width of line, and remarks where it can have them. */
import { toHex } from "../../src/octets.ts";

/** How one text is laid out. */
export interface Dress {
  /** Octets a line; 0: all in one. */
  readonly width: number;
  /** Remarks, where the form has a place for them. */
  readonly remarks: boolean;
}

export type Render = (octets: Uint8Array, dress: Dress) => string;

export const pairs = (octets: Uint8Array): string[] => Array.from(octets, (octet) => toHex(Uint8Array.of(octet)));
export const lower = (octets: Uint8Array): string[] => pairs(octets).map((pair) => pair.toLowerCase());

export function rowsOf(octets: Uint8Array, width: number): Uint8Array[] {
  if (width === 0) return [octets];
  return Array.from({ length: Math.ceil(octets.length / width) }, (_, row) =>
    octets.subarray(row * width, (row + 1) * width),
  );
}

export const printable = (octets: Uint8Array): string =>
  Array.from(octets, (octet) => (octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : ".")).join("");
export const offset = (value: number, digits: number, base = 16): string => value.toString(base).padStart(digits, "0");

/** One line a row, with what the form writes of it and, where wished, a remark behind. */
export function lines(line: (row: Uint8Array, at: number) => string, remark = ""): Render {
  return (octets, { width, remarks }) => {
    let at = 0;
    return rowsOf(octets, width)
      .map((row) => {
        const text = line(row, at);
        at += row.length;
        return remarks && remark !== "" ? `${text}${remark}` : text;
      })
      .join("\n");
  };
}

const separated = (separator: string, remark = ""): Render => lines((row) => pairs(row).join(separator), remark);
const logged = (prefix: (at: number) => string, separator = " ", behind = ""): Render =>
  lines((row, at) => `${prefix(at)}${lower(row).join(separator)}${behind}`);
const clock = (at: number): string => `21:14:${String(10 + (at % 50)).padStart(2, "0")}`;

export function wholeDump(line: (row: Uint8Array, at: number) => string, width: number): Render {
  return (octets) => lines(line)(octets, { width, remarks: false });
}

function escaped(octets: Uint8Array, other: (octet: number) => string): string {
  return Array.from(octets, (octet) => {
    if (octet === 0x5c || octet === 0x22 || octet === 0x27) return `\\${String.fromCharCode(octet)}`;
    return octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : other(octet);
  }).join("");
}

const backslashHex = (octet: number): string => `\\x${octet.toString(16).padStart(2, "0")}`;
const python = (octet: number): string => ({ 9: "\\t", 10: "\\n", 13: "\\r" })[octet] ?? backslashHex(octet);

/** 16-bit words, low octet first, with a zero where the last one is half. */
function wordsLowFirst(row: Uint8Array, digits: (value: number) => string): string {
  const words: string[] = [];
  for (let at = 0; at < row.length; at += 2) words.push(digits((row[at] as number) | ((row[at + 1] ?? 0) << 8)));
  return words.join(" ");
}

/** A dump that ends with the offset behind its last octet, as hexdump and od do. */
function withEnd(render: (row: Uint8Array, at: number) => string, end: (length: number) => string): Render {
  return (octets) => `${wholeDump(render, 16)(octets, { width: 16, remarks: false })}\n${end(octets.length)}\n`;
}

/** Lines broken after so many digits, wherever that is. */
const brokenDigits =
  (text: (octets: Uint8Array) => string): Render =>
  (octets, { width }) =>
    width === 0 ? text(octets) : (text(octets).match(new RegExp(`.{1,${2 * width + 1}}`, "g")) ?? []).join("\n");

/** Digits, in every form with one octet behind the other. */
export const hexForms: Readonly<Record<string, Render>> = {
  "upper case, blanks": separated(" "),
  "lower case, blanks": lines((row) => lower(row).join(" ")),
  "mixed case": lines((row) =>
    pairs(row)
      .map((pair, index) => (index % 2 === 0 ? pair : pair.toLowerCase()))
      .join(" "),
  ),
  colons: separated(":"),
  commas: separated(","),
  "commas and blanks": separated(", "),
  semicolons: separated(";"),
  dashes: separated("-"),
  dots: separated("."),
  underscores: separated("_"),
  tabs: separated("\t"),
  pipes: separated("|"),
  slashes: separated("/"),
  "no separators": separated(""),
  "0x and commas": lines(
    (row) =>
      `${pairs(row)
        .map((pair) => `0x${pair}`)
        .join(", ")},`,
    " // part of it",
  ),
  "0x and blanks": lines((row) =>
    lower(row)
      .map((pair) => `0x${pair}`)
      .join(" "),
  ),
  "0X alone": lines((row) =>
    pairs(row)
      .map((pair) => `0X${pair}`)
      .join(""),
  ),
  "0x without leading zeros": lines((row) => Array.from(row, (octet) => `0x${octet.toString(16)}`).join(", ")),
  "\\x": lines((row) =>
    lower(row)
      .map((pair) => `\\x${pair}`)
      .join(""),
  ),
  "h behind": lines((row) =>
    pairs(row)
      .map((pair) => `${pair}h`)
      .join(" "),
  ),
  "h behind, commas": lines((row) =>
    pairs(row)
      .map((pair) => `${pair}H`)
      .join(","),
  ),
  "dollar signs": lines((row) =>
    pairs(row)
      .map((pair) => `$${pair}`)
      .join(" "),
  ),
  "percent signs": lines((row) =>
    pairs(row)
      .map((pair) => `%${pair}`)
      .join(""),
  ),
  "no-break spaces": separated("\u00a0"),
  "a remark after two slashes": separated(" ", " // Beginn: da, ab 68 FA"),
  "a remark after a hash": separated(" ", " # be careful, 16 octets"),
  "a remark after a semicolon": separated(" ", " ; Kopf des Rahmens"),
  "a remark behind a gap": separated(" ", "    Länge: 250 Bytes"),
  "a remark after tabs": separated("", "\t\t\t4 M-Bus start, FA=Länge"),
  "a count in brackets": separated(".", " (16)"),
  quoted: lines((row) => `> ${pairs(row).join(" ")}`),
  "quoted twice": lines((row) => `> > ${pairs(row).join(" ")}`),
  indented: lines((row) => `    ${pairs(row).join(" ")}  `),
  fenced: (octets, dress) => `Hier mein Dump:\n\n\`\`\`\n${separated(" ")(octets, dress)}\n\`\`\`\nDanke!`,
  "fenced with a name": (octets, dress) => `~~~text\n${separated("")(octets, dress)}\n~~~`,
  "in prose": (octets, dress) =>
    `Hallo, am 28.11.2026 um 10:12 kam das vom Zähler (Kaifa MA309):\n${separated(" ")(octets, dress)}\nWas ist da los?`,
  "a title": (octets, dress) => `# Zähler im Keller\n\n${separated(" ")(octets, dress)}`,
  numbered: (octets, dress) => {
    let number = 0;
    return lines((row) => `${++number}: ${pairs(row).join(" ")}`)(octets, dress);
  },
  "a key beside it": (octets, dress) =>
    `Key: 000102030405060708090A0B0C0D0E0F\nData: ${separated(" ")(octets, { ...dress, width: 0 })}`,
  "a packet's name": (octets, dress) => `Packet 1:\n${separated(" ")(octets, dress)}`,
  "a list's name": (octets, dress) => `List 2\n${separated(" ")(octets, dress)}`,
  "C array": (octets, dress) =>
    `const uint8_t test_data[] PROGMEM = {\n${lines(
      (row) =>
        `  ${pairs(row)
          .map((pair) => `0x${pair}`)
          .join(", ")},`,
      " // 0x00 to 0xFF",
    )(octets, dress)}\n};`,
  "C array with its size": (octets) =>
    `unsigned char frame[${octets.length}] = {${pairs(octets)
      .map((pair) => `0x${pair}`)
      .join(",")}}; /* of 0x7e */`,
  "xxd -i": (octets) =>
    `unsigned char out_bin[] = {\n${lines(
      (row) =>
        `  ${lower(row)
          .map((pair) => `0x${pair}`)
          .join(", ")},`,
    )(octets, { width: 12, remarks: false })}\n};\nunsigned int out_bin_len = ${octets.length};`,
  "Java bytes": lines(
    (row) =>
      `${pairs(row)
        .map((pair) => `(byte) 0x${pair}`)
        .join(", ")},`,
  ),
  "bytes([…])": (octets) =>
    `bytes([${lower(octets)
      .map((pair) => `0x${pair}`)
      .join(", ")}])`,
  "bytes.fromhex": (octets) => `telegram = bytes.fromhex("${lower(octets).join("")}")`,
  "Node's Buffer": (octets) => `<Buffer ${lower(octets).join(" ")}>`,
  "Buffer.from": (octets) => `const data = Buffer.from("${lower(octets).join("")}", "hex");`,
  "xxd -p": lines((row) => lower(row).join("")),
  "digits broken anywhere": brokenDigits((octets) => pairs(octets).join("")),
  "Wireshark's hex stream": (octets) => `${lower(octets).join("")}\n`,
};

/** Dumps with columns. */
export const dumpForms: Readonly<Record<string, Render>> = {
  "hexdump -C": withEnd(
    (row, at) =>
      `${offset(at, 8)}  ${lower(row.subarray(0, 8)).join(" ").padEnd(23)}  ${lower(row.subarray(8)).join(" ").padEnd(23)}  |${printable(row)}|`,
    (length) => offset(length, 8),
  ),
  hexdump: withEnd(
    (row, at) => `${offset(at, 7)} ${wordsLowFirst(row, (value) => offset(value, 4))}`,
    (length) => offset(length, 7),
  ),
  "hexdump -x": withEnd(
    (row, at) => `${offset(at, 7)}    ${wordsLowFirst(row, (value) => offset(value, 4)).replaceAll(" ", "    ")}`,
    (length) => offset(length, 7),
  ),
  xxd: wholeDump(
    (row, at) =>
      `${offset(at, 8)}: ${(
        lower(row)
          .join("")
          .match(/.{1,4}/g) ?? []
      )
        .join(" ")
        .padEnd(39)}  ${printable(row)}`,
    16,
  ),
  "xxd -g1": wholeDump((row, at) => `${offset(at, 8)}: ${lower(row).join(" ").padEnd(47)}  ${printable(row)}`, 16),
  "xxd -u -c 8": wholeDump(
    (row, at) =>
      `${offset(at, 8)}: ${(
        pairs(row)
          .join("")
          .match(/.{1,4}/g) ?? []
      )
        .join(" ")
        .padEnd(19)}  ${printable(row)}`,
    8,
  ),
  "xxd -b": wholeDump(
    (row, at) => `${offset(at, 8)}: ${Array.from(row, (octet) => offset(octet, 8, 2)).join(" ")}  ${printable(row)}`,
    6,
  ),
  "od -t x1": withEnd(
    (row, at) => `${offset(at, 7, 8)} ${lower(row).join(" ")}`,
    (length) => offset(length, 7, 8),
  ),
  "od -A x -t x1": withEnd(
    (row, at) => `${offset(at, 6)} ${lower(row).join(" ")}`,
    (length) => offset(length, 6),
  ),
  "od -A d -t x1": withEnd(
    (row, at) => `${offset(at, 7, 10)} ${lower(row).join(" ")}`,
    (length) => offset(length, 7, 10),
  ),
  "od -A x -t x1z": withEnd(
    (row, at) => `${offset(at, 6)} ${lower(row).join(" ").padEnd(47)}  >${printable(row)}<`,
    (length) => offset(length, 6),
  ),
  "od -A n -t x1": wholeDump((row) => ` ${lower(row).join(" ")}`, 16),
  od: withEnd(
    (row, at) => `${offset(at, 7, 8)} ${wordsLowFirst(row, (value) => offset(value, 6, 8))}`,
    (length) => offset(length, 7, 8),
  ),
  "od -x": withEnd(
    (row, at) => `${offset(at, 7, 8)} ${wordsLowFirst(row, (value) => offset(value, 4))}`,
    (length) => offset(length, 7, 8),
  ),
  "od -b": withEnd(
    (row, at) => `${offset(at, 7, 8)} ${Array.from(row, (octet) => offset(octet, 3, 8)).join(" ")}`,
    (length) => offset(length, 7, 8),
  ),
  "od -t u1": withEnd(
    (row, at) => `${offset(at, 7, 8)} ${Array.from(row, (octet) => String(octet).padStart(3)).join(" ")}`,
    (length) => offset(length, 7, 8),
  ),
  "od -c": withEnd(
    (row, at) => `${offset(at, 7, 8)}${Array.from(row, (octet) => ` ${characterOf(octet).padStart(3)}`).join("")}`,
    (length) => offset(length, 7, 8),
  ),
  Wireshark: wholeDump((row, at) => `${offset(at, 4)}   ${lower(row).join(" ").padEnd(47)}   ${printable(row)}`, 16),
  "tcpdump -X": wholeDump(
    (row, at) =>
      `\t0x${offset(at, 4)}:  ${(
        lower(row)
          .join("")
          .match(/.{1,4}/g) ?? []
      )
        .join(" ")
        .padEnd(39)}  ${printable(row)}`,
    16,
  ),
  "a hex editor": wholeDump(
    (row, at) => `${offset(at, 8).toUpperCase()}  ${pairs(row).join(" ").padEnd(47)}  ${printable(row)}`,
    16,
  ),
  "Windows' Format-Hex": (octets) =>
    `           00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F\n\n${wholeDump((row, at) => `${offset(at, 8).toUpperCase()}   ${pairs(row).join(" ").padEnd(47)}  ${printable(row)}`, 16)(octets, { width: 16, remarks: false })}`,
  "ESP-IDF": wholeDump(
    (row, at) =>
      `I (${1234 + at}) uart: 0x${offset(0x3ffb4280 + at, 8)}   ${lower(row).join(" ").padEnd(48)}  |${printable(row)}|`,
    16,
  ),
};

function characterOf(octet: number): string {
  const named: Readonly<Record<number, string>> = {
    0: "\\0",
    7: "\\a",
    8: "\\b",
    9: "\\t",
    10: "\\n",
    11: "\\v",
    12: "\\f",
    13: "\\r",
  };
  return named[octet] ?? (octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : offset(octet, 3, 8));
}

/** Logs of other programs. */
export const logForms: Readonly<Record<string, Render>> = {
  "ESPHome uart": logged((at) => `[${clock(at)}][D][uart_debug:114]: <<< `, ":"),
  "ESPHome uart, coloured": logged((at) => `\u001b[0;36m[${clock(at)}.123][D][uart_debug:114]: <<< `, ":", "\u001b[0m"),
  "ESPHome uart, both ways": (octets, dress) =>
    `[21:14:09][D][uart_debug:114]: >>> E5\n${logged((at) => `[${clock(at)}][D][uart_debug:114]: <<< `, ":")(octets, dress)}\n[21:14:59][D][uart_debug:114]: >>> E5`,
  "ESPHome uart, text": lines(
    (row, at) =>
      `[${clock(at)}][D][uart_debug:158]: <<< "${escaped(row, (octet) => `\\x${offset(octet, 2).toUpperCase()}`)}"`,
  ),
  "ESPHome uart, numbers": lines((row, at) => `[${clock(at)}][D][uart_debug:176]: <<< ${Array.from(row).join(",")}`),
  "ESPHome dlms_meter": lines((row, at) => `[${clock(at)}][VV][dlms_meter:030]: ${pairs(row).join("")}`),
  "Tasmota console": logged((at) => `13:54:${String(10 + (at % 50))}.492 : `),
  "Tasmota JSON": (octets) => `{"SerialReceived":"${pairs(octets).join("")}"}`,
  "Tasmota log": (octets) => `13:54:27.492 MQT: tele/meter/RESULT = {"SerialReceived":"${pairs(octets).join("")}"}`,
  "Arduino monitor": lines((row) => `14:26:17.366 -> ${pairs(row).join("")}`),
  "Arduino without zeros": lines((row) => Array.from(row, (octet) => octet.toString(16).toUpperCase()).join(" ")),
  "AMS reader": lines((row) => `(V) ${pairs(row).join(" ")}`),
  "HDLC Buffer": (octets) => `HDLC Buffer: ${pairs(octets).join(" ")}`,
  syslog: logged((at) => `Nov 28 ${clock(at)} raspberrypi ser2net[123]: `),
  "ISO times": logged((at) => `2026-11-28T${clock(at)}.123Z `),
  "a log of Python": logged((at) => `2026-11-28 ${clock(at)},123 DEBUG [reader] Received: `),
  "a German date": logged((at) => `28.11.2026 ${clock(at)} - `),
  "RX:": logged(() => "RX: "),
};

/** Literals, numbers and codes. */
export const literalForms: Readonly<Record<string, Render>> = {
  "Python's bytes": (octets) => `b'${escaped(octets, python)}'`,
  "Python's bytearray": (octets) => `bytearray(b"${escaped(octets, python)}")`,
  "Python's bytes over lines": lines((row) => `    b'${escaped(row, python)}'`),
  "C string": lines((row) => `"${Array.from(row, backslashHex).join("")}"`),
  "Wireshark's escaped string": lines((row) => `"${Array.from(row, backslashHex).join("")}" \\`),
  "octal escapes": (octets) => `printf '${Array.from(octets, (octet) => `\\${offset(octet, 3, 8)}`).join("")}'`,
  "JSON escapes": (octets) => JSON.stringify({ payload: String.fromCharCode(...octets) }),
  "decimal array": (octets) => `[${Array.from(octets).join(",")}]`,
  "decimal array over lines": lines((row) => `${Array.from(row).join(", ")},`),
  "decimal before a word": lines((row) => `${Array.from(row).join(",")} bytes`),
  "decimal behind a count": lines((row) => `Received ${row.length} bytes: ${Array.from(row).join(",")}`),
  "decimal in a statement": (octets) => `const data = new Uint8Array([${Array.from(octets).join(", ")}]);`,
  "Java's signed bytes": (octets) => `{${Array.from(Int8Array.from(octets)).join(", ")}}`,
  "Buffer as JSON": (octets) => JSON.stringify({ type: "Buffer", data: Array.from(octets) }),
  "Buffer as JSON over lines": (octets) => JSON.stringify({ type: "Buffer", data: Array.from(octets) }, undefined, 2),
  "Node-RED message": (octets) =>
    JSON.stringify({ payload: Array.from(octets), topic: "meter", _msgid: "a1b2c3d4e5f60718" }),
  base64: (octets) => Buffer.from(octets).toString("base64"),
  "base64 of addresses": (octets) => Buffer.from(octets).toString("base64url"),
  "base64 over lines": (octets) =>
    (
      Buffer.from(octets)
        .toString("base64")
        .match(/.{1,76}/g) ?? []
    ).join("\n"),
  "base64 in JSON": (octets) => JSON.stringify({ id: 7, payload: Buffer.from(octets).toString("base64") }),
  "data address": (octets) => `data:application/octet-stream;base64,${Buffer.from(octets).toString("base64")}`,
  "a capture": (octets) =>
    JSON.stringify({ id: "x", key: "000102030405060708090A0B0C0D0E0F", hex: toHex(octets) }, undefined, 1),
};

export const forms: Readonly<Record<string, Render>> = { ...hexForms, ...dumpForms, ...logForms, ...literalForms };

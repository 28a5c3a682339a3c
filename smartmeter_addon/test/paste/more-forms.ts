/** Forms whose octets have something beside them that could be octets, too. */
import { lines, lower, offset, pairs, printable, type Render, wholeDump } from "./forms.ts";

const clock = (at: number): string => `14:12:${String(at % 60).padStart(2, "0")}`;
const dump = (line: (row: Uint8Array, at: number) => string): Render => wholeDump(line, 16);

/** Fewer are no columns. */
const columns =
  (render: Render): Render =>
  (octets, { width, remarks }) =>
    render(octets, { width: width === 0 ? 0 : Math.max(8, width), remarks });

/** What is no octet says so by its place, its date, or by spelling or counting the octets. */
export const besideForms: Readonly<Record<string, Render>> = {
  "decimal columns before a word": columns(
    lines((row) => `${Array.from(row, (octet) => String(octet).padStart(3)).join(" ")} bytes`),
  ),
  "decimal columns from the left": columns(
    lines((row) => `${Array.from(row, (octet) => String(octet).padEnd(4)).join("")}bytes`),
  ),
  "decimal between tabs": lines((row) => `${Array.from(row).join("\t")}\tbytes`),
  "decimal before their count": lines((row) => `${Array.from(row).join(" ")} ${row.length} bytes`),
  "digits before their count": lines((row) => `${pairs(row).join(" ")} ${row.length} bytes`),
  "digits behind their count": lines((row) => `len=${row.length} ${pairs(row).join(" ")}`),
  "characters behind a bar": dump((row) => `${lower(row).join(" ")} |${printable(row)}|`),
  "characters behind a blank": dump((row) => `${lower(row).join(" ")} ${printable(row)}`),
  "characters behind a tab": dump((row) => `${lower(row).join(" ")}\t${printable(row)}`),
  "characters behind a time": dump(
    (row, at) => `2026/11/28 ${clock(at)} TERM ${lower(row).join(" ")} |${printable(row)}|`,
  ),
  "a monitor of ports": dump(
    (row, at) => `[28/11/2026 ${clock(at)}] Read data (COM3)\n    ${lower(row).join(" ").padEnd(48)} ${printable(row)}`,
  ),
  CSV: lines((row, at) => `28.11.2026 ${clock(at)};RX;${pairs(row).join(" ")}`),
  "Docker's log": lines(
    (row, at) => `meter-1  | 2026-11-28T${clock(at)}.${offset(at, 9, 10)}Z ${pairs(row).join(" ")}`,
  ),
  "a log of Python with bars": columns(
    lines((row, at) => `2026-11-28 ${clock(at)}.123 | DEBUG    | reader:read - ${lower(row).join(" ")}`),
  ),
  "PuTTY's raw log": (octets) =>
    `Incoming raw data at 2026-11-28 14:00:12\n${dump((row, at) => `  ${offset(at, 8)}  ${lower(row).join(" ").padEnd(47)}  ${printable(row)}`)(octets, { width: 16, remarks: false })}`,
};

const each = (written: (octet: string) => string, between = " "): Render =>
  lines((row) => pairs(row).map(written).join(between));
const bits = (octet: number): string => offset(octet, 8, 2);
const inLines = (text: string, width: number): string[] => text.match(new RegExp(`.{1,${width}}`, "g")) ?? [];
const brokenAt =
  (width: number, render: Render): Render =>
  (octets, dress) =>
    inLines(render(octets, { ...dress, width: 0 }), width).join("\n");

/** Octets that other programs mark or wrap. */
export const wrappedForms: Readonly<Record<string, Render>> = {
  RTF: (octets, dress) =>
    `{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0\\fnil Calibri;}}\n{\\*\\generator Riched20 10.0}\\viewkind4 \n\\pard\\f0\\fs22 ${lines((row) => `${pairs(row).join(" ")}\\par`)(octets, dress)}\n}\n`,
  "quoted-printable": (octets) =>
    `Content-Transfer-Encoding: quoted-printable\n\n${inLines(`Z=C3=A4hler: ${pairs(octets).join(" ")}`, 74).join("=\n")}`,
  "entities between": (octets) => pairs(octets).join("&#160;"),
  "entities around": (octets) => `{&quot;SerialReceived&quot;:&quot;${pairs(octets).join("")}&quot;}`,
  "colours written out": lines(
    (row, at) => `\\033[0;36m[${clock(at)}][D][uart_debug:114]: <<< ${pairs(row).join(":")}\\033[0m`,
  ),
  "an assembler's bytes": each((octet) => `${/^[A-F]/.test(octet) ? "0" : ""}${octet}h`, ", "),
  "Pascal's characters": each((octet) => `#$${octet}`, ""),
  "Erlang's numbers": each((octet) => `16#${octet}`, ","),
  "octal with 0o": lines((row) => Array.from(row, (octet) => `0o${offset(octet, 3, 8)}`).join(", ")),
  "square brackets": each((octet) => `[${octet}]`, ""),
  "round brackets": each((octet) => `(${octet})`),
  "angle brackets": each((octet) => `<${octet}>`, ""),
  "bits by four": lines((row) => Array.from(row, (octet) => bits(octet).replace(/(....)/, "$1 ")).join("  ")),
  "bits in a row": (octets) => Array.from(octets, bits).join(""),
  "a typed array as JSON": (octets) => JSON.stringify({ payload: { ...octets } }),
  "a container's log": lines((row, at) => `2026-11-28T${clock(at)}.123456789+01:00 stdout F ${lower(row).join(" ")}`),
  "a key above": (octets, dress) =>
    `GUEK\n000102030405060708090A0B0C0D0E0F\n\nTelegramm\n${lines((row) => pairs(row).join(" "))(octets, dress)}`,
};

/** What is no octet looks like one: a check decides. */
export const strayForms: Readonly<Record<string, Render>> = {
  "0x, broken anywhere": brokenAt(
    79,
    each((octet) => `0x${octet}`, ", "),
  ),
  "decimal, broken anywhere": brokenAt(
    80,
    lines((row) => Array.from(row).join(", ")),
  ),
  "ESPHome, broken anywhere": brokenAt(
    99,
    lines((row) => `[21:14:10][D][uart_debug:114]: <<< ${pairs(row).join(":")}`),
  ),
  "hexdump without its end": dump((row, at) => {
    const words = Array.from({ length: Math.ceil(row.length / 2) }, (_, index) =>
      lower(row.subarray(2 * index, 2 * index + 2)),
    );
    return `${offset(at, 7)} ${words.map(([low, high = "00"]) => `${high}${low}`).join(" ")}`;
  }),
  "socat -x": lines(
    (row, at) =>
      `< 2026/11/28 ${clock(at)}.123456  length=${row.length} from=${at} to=${at + row.length - 1}\n ${lower(row).join(" ")}`,
  ),
  "PuTTY's log": (octets, dress) =>
    `=~=~=~= PuTTY log 2026.11.28 14:00:12 =~=~=~=\n${lines((row) => `${pairs(row).join(" ")} `)(octets, dress)}`,
  "MQTT Explorer": (octets) => `Topic: zaehler/raw\nQoS: 0\n28.11.2026 14:12:33\n${lower(octets).join("")}`,
  "other lines of a log": (octets) =>
    `[14:00:00][C][wifi:600]:   IP Address: 192.168.1.55\n${lines((row, at) => `[${clock(at)}][D][uart_debug:114]: <<< ${pairs(row).join(":")}\n[${clock(at)}][D][sensor:094]: 'WiFi Signal': Sending state -68.00000 dBm with 0 decimals of accuracy`)(octets, { width: 64, remarks: false })}`,
  "Wireshark's export": (octets) =>
    `No.     Time           Source                Destination           Protocol Length Info\n      4 0.000123       192.168.1.20          192.168.1.10          TCP      ${octets.length}    8888 → 51234 [PSH, ACK] Len=${octets.length}\n\n${dump((row, at) => `${offset(at, 4)}  ${lower(row).join(" ").padEnd(47)}   ${printable(row)}`)(octets, { width: 16, remarks: false })}\n`,
  "Uint8Array over lines": (octets) =>
    `Uint8Array(${octets.length}) [\n${lines((row) => `  ${Array.from(row, (octet) => String(octet).padStart(3)).join(", ")},`)(octets, { width: 12, remarks: false })}\n]`,
};

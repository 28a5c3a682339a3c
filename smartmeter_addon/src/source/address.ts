/** Where octets come from, as people write it. */
export type Address =
  | { readonly kind: "search" }
  | { readonly kind: "serial"; readonly path: string }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  /** `path` undefined: standard input. */
  | { readonly kind: "replay"; readonly path: string | undefined };

/**
 * `tcp://host:port`, a path, `file:PATH` for a recording, `-` for standard input, nothing to search for the reader.
 * A text that is none of these is answered with a sentence about what is wrong.
 */
export function parseAddress(given: string | undefined): Address | { readonly problem: string } {
  const text = (given ?? "").trim();
  if (text === "") return { kind: "search" };
  if (text === "-") return { kind: "replay", path: undefined };
  if (text.startsWith("file:")) {
    const path = text.slice("file:".length).replace(/^\/\/(?=\/)/, "");
    return path === "" ? { problem: '"file:" names no file' } : { kind: "replay", path };
  }
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === "tcp") return parseTcp(text);
  if (scheme !== undefined) return { problem: `"${text}": ${scheme}:// is not known here, tcp://host:port is` };
  if (/^com\d+$/i.test(text) || text.includes("/")) return { kind: "serial", path: text };
  if (/^tty\w+$/.test(text)) return { kind: "serial", path: `/dev/${text}` };
  if (/^\S+:\d+$/.test(text)) return { problem: `"${text}": put tcp:// in front of it, as in tcp://${text}` };
  return { problem: `"${text}" is neither a path like /dev/ttyUSB0 nor an address like tcp://192.0.2.10:3001` };
}

function parseTcp(text: string): Address | { readonly problem: string } {
  const form = "tcp://host:port, for example tcp://192.0.2.10:3001";
  const match = /^tcp:\/\/(\[[0-9a-f:.%]+\]|[^\s/:@[\]?#]+)(?::(\d*))?(.*)$/i.exec(text);
  if (match === null) return { problem: `"${text}" is no address; expected ${form}` };
  const [, host = "", digits = "", rest = ""] = match;
  if (rest !== "" && rest !== "/") return { problem: `"${text}": "${rest}" is too much; expected ${form}` };
  if (digits === "") return { problem: `"${text}" names no port; expected ${form}` };
  const port = Number(digits);
  if (port < 1 || port > 65_535) return { problem: `"${text}": port ${digits} is not between 1 and 65535` };
  return { kind: "tcp", host: host.replace(/^\[|\]$/g, ""), port };
}

/** What other programs wrap a text in: word processors, mails, web pages, terminals. */

/** The text as somebody would type it. */
export function withoutCoat(text: string): string {
  const plain = /^\s*\{\\rtf/.test(text) ? plainOfRtf(text) : isQuotedPrintable(text) ? plainOfQuoted(text) : text;
  return withoutEntities(plain)
    .replace(colours, "")
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
}

/** The escape that colours a terminal, as it is and as programs write it out. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape itself
const colours = /(?:\x1b|\\033|\\x1b|\\e|\^\[|#033)\[[0-9;]*[A-Za-z]/g;

/** Groups that hold no text, then control words. Line ends count only behind a backslash. */
function plainOfRtf(text: string): string {
  return text
    .replace(/\\\r?\n/g, "\\par ")
    .replace(/\r?\n/g, " ")
    .replace(/\{\\(?:\*|fonttbl|colortbl|stylesheet|info)[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g, "")
    .replace(/\\(?:par|line|row)\b ?/g, "\n")
    .replace(/\\(?:tab|cell)\b ?|\\~/g, "\t")
    .replace(/\\'([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replace(/\\[a-z]+-?\d* ?/gi, "")
    .replace(/[{}]/g, "");
}

/** A mail says so, or most lines end in `=` that are no base64; a column of characters ends so now and then. */
function isQuotedPrintable(text: string): boolean {
  if (/^content-transfer-encoding:\s*quoted-printable/im.test(text)) return true;
  const broken = text.match(/^.{50,75}=\r?$/gm)?.filter((line) => /[ :,]|^[0-9A-Fa-f]+=\r?$/.test(line)) ?? [];
  return broken.length > 1 && broken.length * 2 >= (text.match(/\S\r?$/gm)?.length ?? 0);
}

function plainOfQuoted(text: string): string {
  return text
    .replace(/=\r?\n/g, "")
    .replace(/(?:=[0-9A-F]{2})+/g, (codes) => Buffer.from(codes.replaceAll("=", ""), "hex").toString("utf8"));
}

const named: Readonly<Record<string, string>> = { gt: ">", lt: "<", nbsp: " ", quot: '"', apos: "'", amp: "&" };

/** Characters of a web page that stand between octets; in a row, such numbers may be the octets themselves. */
function withoutEntities(text: string): string {
  return text
    .replace(/(?<!;)&#(\d{1,3}|x[0-9A-Fa-f]{2});(?!&)/g, (entity, digits: string) => {
      const code = Number(digits.startsWith("x") ? `0${digits}` : digits);
      return code < 0x30 || code === 0x3a || code === 0x3b || code === 0xa0 ? String.fromCharCode(code) : entity;
    })
    .replace(/&(gt|lt|nbsp|quot|apos|amp);/g, (_, name: string) => named[name] as string);
}

/** Narrower lines were not broken by a terminal. */
const narrowest = 40;

/** Lines that were broken at one width, wherever that was, put together again; undefined: none were. */
export function unbroken(text: string): string | undefined {
  const lines = text.split(/\r?\n/);
  const width = lines.reduce((most, { length }) => Math.max(most, length), 0);
  if (width < narrowest || lines.length < 2) return undefined;
  // A blank at the end of a line may be gone.
  const ends = lines.map(({ length }) => (length === width ? "" : length === width - 1 ? " " : "\n"));
  const joined = lines.map((line, index) => `${line}${index + 1 < lines.length ? ends[index] : ""}`).join("");
  return joined === text ? undefined : joined;
}

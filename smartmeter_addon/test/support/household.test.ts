import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { toHex } from "../../src/octets.ts";
import { characters } from "../../src/tools/encode/encode.ts";
import { testAuthenticationKey, testKey } from "../../src/tools/simulate/simulate.ts";

const repository = join(process.cwd(), "..");
const captures = join(repository, "../shared/captures");
const isShown = existsSync(captures) && existsSync(join(repository, ".git"));

/** Keys, system titles and meter numbers of households; none of them may stand in the repository. */
function householdTexts(): Map<string, string> {
  const texts = new Map<string, string>();
  for (const name of readdirSync(captures)) {
    const capture = JSON.parse(readFileSync(join(captures, name), "utf8"));
    const { id, tags, kind, hex } = capture;
    if (tags.includes("official") || tags.includes("rekeyed") || kind === "crypto") continue;
    const title = /DB08((?:4[1-9A-F]|5[0-9A]){3}[0-9A-F]{10})/.exec(hex)?.[1];
    if (title !== undefined) texts.set(title, `system title of ${id}`);
    for (const key of [capture.key, capture.authenticationKey])
      if (key && !isPattern(key)) texts.set(key.toUpperCase(), `key of ${id}`);
    for (const [place, entry] of Object.entries<{ value?: unknown }>(capture.expected ?? {})) {
      if (!/:(96\.1\.\d+|42\.0\.0)$/.test(place) || typeof entry.value !== "string") continue;
      texts.set(entry.value, `meter number of ${id}`);
      texts.set(toHex(characters(entry.value)), `meter number of ${id} in hexadecimal digits`);
    }
  }
  return texts;
}

/** Keys everybody knows: the public test keys, one octet repeated, octets that count up. */
function isPattern(key: string): boolean {
  const octets = Buffer.from(key, "hex");
  const step = ((octets[1] as number) - (octets[0] as number) + 256) & 255;
  const regular = octets.every(
    (octet, index) => index === 0 || octet === (((octets[index - 1] as number) + step) & 255),
  );
  return regular || [testKey, testAuthenticationKey].some((known) => toHex(known) === key.toUpperCase());
}

describe("the repository", { skip: !isShown && "the captures it is compared with are not here" }, () => {
  it("holds no key, system title or meter number of a household", () => {
    const texts = householdTexts();
    assert.ok(texts.size > 50);
    const list = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
      cwd: repository,
      encoding: "utf8",
    });
    const found: string[] = [];
    for (const name of list.split("\0").filter((file) => file !== "" && existsSync(join(repository, file)))) {
      const content = readFileSync(join(repository, name), "latin1").toUpperCase();
      for (const [text, what] of texts) if (content.includes(text.toUpperCase())) found.push(`${name}: ${what}`);
    }
    assert.deepEqual(found, []);
  });
});

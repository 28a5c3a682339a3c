import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decodeCiphered } from "../../src/dlms/apdu.ts";
import { parseHex, toHex } from "../../src/octets.ts";
import { mbusTelegram, sealApdu } from "../../src/tools/encode/encode.ts";
import { recordingOf } from "../../src/tools/recording/recording.ts";
import { gather } from "../../src/tools/recording/spans.ts";
import { reseal } from "../../src/tools/reseal/reseal.ts";
import { createPseudonyms } from "../../src/tools/reseal/reseal-pseudonyms.ts";
import { testAuthenticationKey, testKey } from "../../src/tools/simulate/simulate.ts";
import type { Fixture } from "./fixtures.ts";

/** A capture as it is kept outside the repository, with a household's key and serials. */
interface Capture extends Omit<Fixture, "notes"> {
  readonly plaintext?: string;
}

/** Ids of fixtures whose captures are called after somebody. */
const renamed: Readonly<Record<string, string>> = {
  "burgenland-e450-gh501-1": "burgenland-e450-tagged",
  "burgenland-e450-iobroker-nokey": "burgenland-e450-nokey-a",
  "burgenland-e450-scs54-nokey": "burgenland-e450-nokey-b",
  "kaernten-am550-gh787-1": "kaernten-am550-nokey-1",
  "kaernten-am550-gh787-2": "kaernten-am550-nokey-2",
  "kaernten-am550-gh787-3": "kaernten-am550-nokey-3",
  "kaernten-am550-gh787-9": "kaernten-am550-nokey-9",
  "ksmwest-kaifa-043bd7": "ksmwest-kaifa-nokey-a",
  "ksmwest-kaifa-gurux18232": "ksmwest-kaifa-nokey-b",
  "noe-kaifa-ma309-domistyle12": "noe-kaifa-ma309-nokey",
  "noe-kaifa-ma309m-gh433-1": "noe-kaifa-ma309m-nokey-1",
  "noe-kaifa-ma309m-gh433-2": "noe-kaifa-ma309m-nokey-2",
  "noe-sagemcom-t210d-domistyle12": "noe-sagemcom-t210d-old-nokey-a",
  "noe-sagemcom-t210d-gh867": "noe-sagemcom-t210d-nokey-a",
  "noe-sagemcom-t210d-readme-frame": "noe-sagemcom-t210d-old-nokey-b",
  "steiermark-e450-first-block-only-ea-a": "steiermark-e450-first-block-only",
  "wien-e450-nokey-bernikr5": "wien-e450-nokey",
};

/** What is worth knowing of the unusual ones. */
const notes: Readonly<Record<string, string>> = {
  "burgenland-e450-tagged": "14 elements, no clock in the body; the authentication tag verifies.",
  "burgenland-e450-plain-body-11": "11 elements: the older form without phase angles.",
  "ch-am550-hdlc-segmented": "Four HDLC frames with the segmentation bit and a last one without.",
  "ch-e450-gbt-plain": "Blocks 1 and 2 of a transfer that is given up, then a complete one.",
  "ch-e450-mbus-short-frame-before-hdlc": "An M-Bus short frame to another address precedes the HDLC frames.",
  "ch-e450-three-apdus-in-one-hdlc-frame":
    "Three data-notifications in one information field, each behind an LLC header.",
  "ch-or-at-e450-no-pushlist": "Tagged, the authentication key is not known.",
  "ewr-reutte-kaifa-ma309m-broken-second-segment":
    "The second segment lacks STSAP and DTSAP, so the APDU is two octets shorter than it announces.",
  "graz-t210d-dsmr-plain": "Deciphered text whose last line, the checksum, is missing.",
  "kaernten-im350-a": "Time and date in octet strings of their own; the consumer message is empty.",
  "klagenfurt-e450-1": "A list of objects stands in front of the values; four blocks.",
  "ksmwest-official-plain-apdu": "The two clocks of the telegram disagree about the deviation, not about the time.",
  "ksmwest-official-single-segment": "Documentation example in a single M-Bus segment.",
  "netzooe-amis-demo": "A search frame, then a telegram whose status octet stands behind the configuration word.",
  "noe-sagemcom-t210d-missing-trailer": "The first frame breaks off four octets before its end.",
  "noe-sagemcom-t210d-old-firmware": "257 octets in the first frame, so its length octet says 1; signed power factor.",
  "noise-e450-wrong-serial-settings": "What wrong port settings make of a telegram.",
  "steiermark-e450-first-block-only": "Block 1 of 3: it deciphers, and must not become a reading.",
  "steiermark-t210dr-1":
    "DSMR text without link layer; imports and exports at once; the authentication key is not known.",
  "tinetz-ikb-kaifa-ma110m-example": "Single phase, security control 21, length in the form 82 01 09.",
  "vorarlberg-kaifa-ma309m-seg0-only": "The second segment is missing.",
  "wien-am550-bitflipped-mock": "Flipped ciphertext under a right frame check: only the two clocks tell.",
  "wien-am550-with-trailing-garbage": "96 octets that belong to no frame follow.",
  "wien-e450-noisy-stream-nokey": "Two octets of noise, four frames; flag and format octets occur inside.",
  "wien-im350-stream-nokey": "Two frames and the beginning of a third.",
};

const throwAwayKey = parseHex("5A".repeat(16)) as Uint8Array;
const [captures, target] = process.argv.slice(2) as [string, string];
const pseudonyms = createPseudonyms();

for (const name of readdirSync(target).filter((file) => file.endsWith(".json"))) rmSync(join(target, name));
for (const name of readdirSync(captures).sort()) {
  const capture = withKnownPlaintext(JSON.parse(readFileSync(join(captures, name), "utf8")));
  const fixture = capture.tags.includes("official") || capture.kind === "crypto" ? capture : sealAnew(capture);
  writeFileSync(join(target, `${idOf(capture)}.json`), `${JSON.stringify(clean(fixture), null, 1)}\n`);
}

function idOf({ id }: Capture): string {
  return renamed[id] ?? id;
}

/** A capture without key whose plaintext and values were published becomes one with a key. */
function withKnownPlaintext(capture: Capture): Capture {
  const { tags, plaintext, key, hex, expected } = capture;
  if (!tags.includes("plaintext-known") || tags.includes("official") || key !== null) return capture;
  if (plaintext === undefined || expected === null) return capture;
  const octets = parseHex(hex) as Uint8Array;
  const sealed = sealKnown(octets, parseHex(plaintext) as Uint8Array);
  if (sealed.length !== octets.length) throw new Error(`${capture.id}: the plaintext does not fit`);
  return {
    ...capture,
    key: toHex(throwAwayKey),
    hex: toHex(sealed),
    verified: true,
    tags: tags.filter((tag) => tag !== "no-key"),
  };
}

function sealKnown(octets: Uint8Array, text: Uint8Array): Uint8Array {
  const pieces = recordingOf(octets, { keys: {}, definitions: [] }).units[0]?.pieces ?? [];
  const apdu = gather(octets, pieces);
  const { titleAt, titleEnd, invocationCounter, securityControl } = decodeCiphered(apdu);
  const seal = { key: throwAwayKey, authenticationKey: testAuthenticationKey, invocationCounter, securityControl };
  const first = pieces[0] as { at: number; end: number };
  return mbusTelegram(sealApdu(text, { ...seal, systemTitle: apdu.slice(titleAt, titleEnd) }), first.end - first.at);
}

function sealAnew(capture: Capture): Capture {
  const { key, authenticationKey } = capture;
  const octets = parseHex(capture.hex) as Uint8Array;
  const keys = {
    ...(key === null ? {} : { key: parseHex(key) }),
    ...(authenticationKey === null ? {} : { authenticationKey: parseHex(authenticationKey) }),
  };
  const sealed = reseal(octets, { keys, pseudonyms, seed: capture.id });
  if (sealed.length !== octets.length) throw new Error(`${capture.id}: the length changed`);
  const expected = capture.expected && withPseudonyms(capture.expected);
  return {
    ...capture,
    key: key === null ? null : toHex(testKey),
    authenticationKey: authenticationKey === null ? null : toHex(testAuthenticationKey),
    hex: toHex(sealed),
    expected,
  };
}

function withPseudonyms(expected: NonNullable<Fixture["expected"]>): Fixture["expected"] {
  return Object.fromEntries(
    Object.entries(expected).map(([name, entry]) => {
      const names =
        /:(96\.1\.\d+|42\.0\.0)$/.test(name) && typeof entry === "object" && typeof entry.value === "string";
      return [name, names ? { ...entry, value: pseudonyms.text(entry.value as string) } : entry];
    }),
  );
}

/** The fields a fixture has, and of the expected values what a test compares. */
function clean(capture: Capture): Fixture {
  const { operator, meter, framing, kind, key, authenticationKey, hex, expected, tags, readings, verified } = capture;
  const id = idOf(capture);
  const kept = Object.entries(expected ?? {}).map(([name, entry]) => [
    name,
    typeof entry === "object" && !Array.isArray(entry)
      ? { value: entry.value, ...(entry.unit === undefined ? {} : { unit: entry.unit }) }
      : entry,
  ]);
  return {
    id,
    operator: operator.replace(/^\((.*)\)$/, "$1").replace(/\s*\(.*\)/, ""),
    meter,
    framing,
    kind,
    key,
    authenticationKey,
    hex,
    expected: expected === null ? null : Object.fromEntries(kept),
    tags,
    readings: readings ?? null,
    verified,
    notes: notes[id] ?? "",
  };
}

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseHex } from "../../src/octets.ts";

/** One recording off the wire, sealed under a public key, and what it means. */
export interface Fixture {
  readonly id: string;
  readonly operator: string;
  readonly meter: string;
  /** `plain-apdu` starts with 0F, `raw-apdu` with DB; `body` is one A-XDR value, `ascii` a DSMR text. */
  readonly framing:
    | "mbus-dlms"
    | "hdlc"
    | "hdlc-gbt"
    | "amis-mbus"
    | "raw-apdu"
    | "plain-apdu"
    | "body"
    | "ascii"
    | "crypto";
  readonly kind: "encrypted" | "plain" | "crypto";
  /** Hexadecimal digits; null where the recording's key is not known. */
  readonly key: string | null;
  readonly authenticationKey: string | null;
  readonly hex: string;
  /** Values of the first telegram by logical name (without `.255`), numbers in base units. */
  readonly expected: Readonly<Record<string, { readonly value: unknown; readonly unit?: string }>> | null;
  /** `negative`: no reading may come of it; `tampered`: a fault; `stream`: several telegrams. */
  readonly tags: readonly string[];
  /** Telegrams in it. */
  readonly readings: number | null;
  /** Its values were checked against the recording. */
  readonly verified: boolean;
  readonly notes: string;
}

const folder = join(process.cwd(), "test/fixtures");

/** Every fixture, sorted by id. */
export function loadFixtures(): Fixture[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return names.sort().map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
}

export function loadFixture(id: string): Fixture {
  return JSON.parse(readFileSync(join(folder, `${id}.json`), "utf8"));
}

export function octetsOf(fixture: Fixture): Uint8Array {
  return parseHex(fixture.hex) as Uint8Array;
}

/** The fixture's keys in the form decoders take. */
export function keysOf({ key, authenticationKey }: Fixture): { key?: Uint8Array; authenticationKey?: Uint8Array } {
  return {
    ...(key === null ? {} : { key: parseHex(key) as Uint8Array }),
    ...(authenticationKey === null ? {} : { authenticationKey: parseHex(authenticationKey) as Uint8Array }),
  };
}

/** The expected numbers by logical name. */
export function expectedNumbers({ expected }: Fixture): Record<string, number> {
  return Object.fromEntries(
    Object.entries(expected ?? {}).flatMap(([name, entry]) =>
      typeof entry.value === "number" ? [[name, entry.value]] : [],
    ),
  );
}

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatObis } from "../../src/cosem/obis.ts";
import { type Draft, draftOf } from "../../src/learn/draft.ts";
import { type Element, parseDefinitionText } from "../../src/telegram/definition.ts";
import { loadDefinitions } from "../../src/telegram/definitions.ts";
import { dataNotification } from "../../src/tools/encode/encode-apdu.ts";
import { axdr } from "../../src/tools/encode/encode-axdr.ts";
import { createHousehold, type Snapshot } from "../../src/tools/simulate/household.ts";
import { cosemDateTime } from "../../src/tools/simulate/simulate-clock.ts";
import { measure } from "../../src/tools/simulate/simulate-layouts.ts";
import { createRandom } from "../support/feed.ts";
import { confirm } from "./confirm.ts";

/** Lists of neighbours that our household can fill: data only, with orders, tariffs and traps that no virtual meter has. */
const lists = loadDefinitions().filter(
  ({ name, layout, elements }) =>
    layout === "positional" &&
    /^(hr|kaifa|si)-/.test(name) &&
    elements.every(({ type }) => /^(u16|u32|u64|octets.*|array|boolean)$/.test(type)),
);

const style = { deviation: false, hundredths: 0, status: 0 };

function numbersOf(snapshot: Snapshot): ReadonlyMap<string, number> {
  const measured = measure(snapshot, { voltageScaler: -1, powerFactorType: "uint16" });
  const phases = snapshot.phases.flatMap(({ watts }, index): [string, number][] => [
    [`1-0:${20 * index + 21}.7.0`, Math.max(watts, 0)],
    [`1-0:${20 * index + 22}.7.0`, Math.max(-watts, 0)],
  ]);
  const all = [...measured.values()].map(({ obis, raw, scaler }): [string, number] => [obis, raw / 10 ** -scaler]);
  return new Map([...all, ...phases, ["1-0:14.7.0", 50]]);
}

function encode({ type, obis, scaler = 0, role, begins }: Element, snapshot: Snapshot): Uint8Array {
  const clock = cosemDateTime(snapshot.time, style);
  if (role === "clock") return axdr.octetString(clock);
  if (role === "time") return axdr.octetString(Uint8Array.of(...clock.subarray(5, 8), 0));
  if (role === "date") return axdr.octetString(clock.slice(0, 5));
  if (type.startsWith("octets")) {
    const size = type === "octets" ? 8 : Number(type.slice(7, -1));
    return axdr.text((begins ?? "").padEnd(size, "7"));
  }
  if (type === "array") return axdr.array([]);
  if (type === "boolean") return Uint8Array.of(3, 1);
  const value = numbersOf(snapshot).get(obis === undefined ? "" : formatObis(obis)) ?? 0;
  const raw = Math.round(value * 10 ** -scaler);
  return type === "u16" ? axdr.uint16(raw) : axdr.uint32(raw);
}

const claimOf = ({ obis, unit, scaler = 0, role }: Element): string =>
  role === undefined ? `${formatObis(obis as number)} ${unit} ${scaler}` : role;

async function claimsOf(elements: readonly Element[], seed: number, startMs: number): Promise<string[]> {
  const household = createHousehold(seed, startMs, 3);
  const texts = Array.from({ length: 720 }, (_, index) => {
    const snapshot = household.advance(startMs + 10_000 * index);
    const body = axdr.structure(elements.map((element) => encode(element, snapshot)));
    return dataNotification(index, cosemDateTime(snapshot.time, style), body);
  });
  const { yaml } = (await draftOf(texts, "en")) as Draft;
  const loaded = await parseDefinitionText(confirm(yaml));
  assert.ok("definition" in loaded, JSON.stringify(loaded));
  return loaded.definition.elements.flatMap((element, at) => {
    if (element.obis === undefined && element.role === undefined) return [];
    assert.equal(claimOf(element), claimOf(elements[at] as Element), `seed ${seed}, ${startMs}\n${yaml}`);
    return [claimOf(element)];
  });
}

describe("the lists of neighbours", () => {
  assert.ok(lists.length >= 8);
  for (const { name, elements } of lists) {
    // The longest list a meter of it sends: what is optional and 64 bits wide comes in place of 32.
    const sent = elements.filter(({ type }) => type !== "u64");

    it(`${name}: whatever is learned is what its definition says`, async () => {
      const random = createRandom(Math.floor(Math.random() * 1_000_000));
      for (let run = 0; run < Number(process.env.LEARN_RUNS ?? 2); run++) {
        const startMs = Date.UTC(2026, 0, 1) + 1000 * Math.floor(random() * 365 * 86_400);
        await claimsOf(sent, Math.floor(random() * 1_000_000), startMs);
      }
    });

    it(`${name}: a morning in July tells voltages from currents where the power of the whole is there`, async () => {
      const claims = await claimsOf(sent, 4, Date.UTC(2026, 6, 1, 2, 40));
      const codes = sent.flatMap(({ obis }) => (obis === undefined ? [] : [formatObis(obis)]));
      const wanted = ["32", "52", "72", "31", "51", "71"].map((group) => `1-0:${group}.7.0`);
      if (!["1-0:1.7.0", ...wanted].every((code) => codes.includes(code))) return;
      for (const code of wanted)
        assert.ok(
          claims.some((claim) => claim.startsWith(`${code} `)),
          `${code} in ${claims}`,
        );
    });
  }

  it("powers of the phases beside the voltages are not taken for currents, nor do they prove these voltages", async () => {
    const { elements } = lists.find(({ name }) => name === "si-e450-phases") as (typeof lists)[number];
    assert.deepEqual(await claimsOf(elements, 303_574, 1_770_921_151_000), []);
  });
});

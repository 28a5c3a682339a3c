import { createMeterDecoder } from "../../src/decoder.ts";
import type { Definitions } from "../../src/telegram/definition.ts";
import {
  createSimulatedMeter,
  simulatedMeterIds,
  testAuthenticationKey,
  testKey,
} from "../../src/tools/simulate/simulate.ts";
import { keysOf, loadFixtures, octetsOf } from "../support/fixtures.ts";
import type { Triple } from "./campaign.ts";
import { neighbour } from "./neighbours.ts";

const linked = new Set(["mbus-dlms", "hdlc", "hdlc-gbt", "raw-apdu", "amis-mbus"]);

/** Every fixture with a key between two neighbours made of it, and every simulated meter. */
export function subjects(definitions: Definitions): Triple[] {
  return [...fixtureTriples(definitions), ...simulatedTriples()];
}

function fixtureTriples(definitions: Definitions): Triple[] {
  return loadFixtures()
    .filter(
      ({ framing, key, verified, tags }) =>
        linked.has(framing) &&
        key !== null &&
        verified &&
        !tags.some((tag) => ["negative", "tampered", "stream"].includes(tag)),
    )
    .flatMap((fixture) => {
      const octets = octetsOf(fixture);
      const { key, authenticationKey } = keysOf(fixture);
      if (key === undefined) return [];
      const decoder = createMeterDecoder({ keys: { key, authenticationKey }, definitions });
      const [reading] = [...decoder.push(octets), ...decoder.end()].filter((event) => event.kind === "reading");
      return {
        name: fixture.id,
        keys: { key, authenticationKey },
        telegrams: [
          neighbour(octets, { key, authenticationKey }, -1),
          octets,
          neighbour(octets, { key, authenticationKey }, 1),
        ],
        authenticated: reading?.kind === "reading" && reading.reading.authenticated,
      } satisfies Triple;
    });
}

function simulatedTriples(): Triple[] {
  return simulatedMeterIds.map((meter) => {
    const simulated = createSimulatedMeter({ meter, startMs: Date.UTC(2026, 5, 1, 8) });
    const keys = { key: testKey, authenticationKey: testAuthenticationKey };
    const telegrams = [simulated.next().octets, simulated.next().octets, simulated.next().octets] as const;
    const authenticated = /^(burgenland-e450|steiermark|klagenfurt)/.test(meter);
    return { name: `simulated ${meter}`, keys, telegrams, authenticated };
  });
}

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createFault, type FaultCode } from "../../src/fault.ts";
import { createNews } from "../../src/source/news.ts";

const minuteMs = 60_000;

/** News about a port, with a clock that the test turns. */
function openNews(outagesAnHour: number) {
  let now = 0;
  const seen: string[] = [];
  const news = createNews({
    push: (event) => seen.push(event.kind === "fault" ? event.fault.code : event.kind),
    outagesAnHour,
    nowMs: () => now,
  });
  return {
    seen,
    wait(ms: number): void {
      now += ms;
    },
    outage: (...codes: FaultCode[]) => {
      for (const code of codes) news.outage(createFault(code, "what was seen"));
    },
    opened: () => news.opened("a port", undefined),
  };
}

describe("news about a port", () => {
  it("tell a fault when it begins, not at every attempt, and when it is over", () => {
    const { seen, outage, opened } = openNews(Number.POSITIVE_INFINITY);
    opened();
    opened();
    outage("port-lost", "port-missing", "port-missing", "port-busy", "port-busy");
    opened();
    outage("port-missing");
    assert.deepEqual(seen, ["opened", "port-lost", "port-busy", "opened", "port-missing"]);
  });

  it("of a reader whose connection broke off do not add that it is not there", () => {
    const { seen, outage } = openNews(2);
    outage("reader-disconnected", "host-unreachable", "reader-not-listening", "host-unreachable");
    assert.deepEqual(seen, ["reader-disconnected"]);
  });

  it("tell once that a port comes and goes, and tell an outage again when the hour is over", () => {
    const { seen, outage, opened, wait } = openNews(2);
    opened();
    for (let round = 0; round < 50; round++) {
      outage("reader-disconnected");
      wait(minuteMs / 2);
      opened();
      wait(minuteMs / 2);
    }
    assert.deepEqual(
      seen.filter((what) => what !== "port-unsteady"),
      ["opened", "reader-disconnected", "opened", "reader-disconnected", "opened"],
    );
    // The status tracker makes one of these as long as they follow each other.
    assert.equal(seen.filter((what) => what === "port-unsteady").length, 48);
    wait(60 * minuteMs);
    outage("reader-disconnected");
    assert.equal(seen.at(-1), "reader-disconnected");
  });

  it("tell an outage that lasts as soon as there is room for it", () => {
    const { seen, outage, opened, wait } = openNews(1);
    opened();
    outage("reader-disconnected");
    opened();
    outage("host-unreachable");
    assert.deepEqual(seen, ["opened", "reader-disconnected", "opened", "port-unsteady"]);
    for (let attempt = 0; attempt < 61; attempt++) {
      wait(minuteMs);
      outage("host-unreachable");
    }
    assert.deepEqual(seen.slice(4), ["host-unreachable"]);
    opened();
    assert.equal(seen.at(-1), "opened");
  });

  it("are never more than ten lines an hour, whatever the network does", () => {
    const steps = fc.array(
      fc.record({
        waitMs: fc.oneof(fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: 0, max: 20 * minuteMs })),
        outage: fc.constantFrom<FaultCode | undefined>(
          undefined,
          "reader-disconnected",
          "host-unreachable",
          "reader-taken",
        ),
      }),
      { maxLength: 300 },
    );
    fc.assert(
      fc.property(steps, (given) => {
        let now = 0;
        const standing = new Map<FaultCode, number>();
        const linesAtMs: number[] = [];
        const calm = (): void => {
          const lastMs = standing.get("port-unsteady");
          if (lastMs === undefined || now - lastMs < 600_000) return;
          standing.delete("port-unsteady");
          linesAtMs.push(now);
        };
        const news = createNews({
          outagesAnHour: 2,
          nowMs: () => now,
          push(event) {
            if (event.kind === "fault") {
              if (!standing.has(event.fault.code)) linesAtMs.push(now);
              standing.set(event.fault.code, now);
            } else if (event.kind === "opened") {
              const over = [...standing.keys()].filter((code) => code !== "port-unsteady");
              for (const code of over) standing.delete(code);
              linesAtMs.push(...over.map(() => now), now);
            }
          },
        });
        for (const { waitMs, outage } of given) {
          now += waitMs;
          calm();
          if (outage === undefined) news.opened("a port", undefined);
          else news.outage(createFault(outage, "what was seen"));
        }
        for (const atMs of linesAtMs)
          assert.ok(linesAtMs.filter((other) => other >= atMs && other < atMs + 60 * minuteMs).length <= 10);
      }),
    );
  });
});

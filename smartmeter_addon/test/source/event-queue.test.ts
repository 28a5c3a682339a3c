import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createEventQueue } from "../../src/source/event-queue.ts";
import type { SourceEvent } from "../../src/source/source.ts";

const octetsEvent = (length: number, fill = 0): SourceEvent => ({
  kind: "octets",
  octets: new Uint8Array(length).fill(fill),
});
const settled: SourceEvent = { kind: "settled", settings: "2400 8E1" };
const nothing = async (): Promise<void> => undefined;

async function rest(queue: ReturnType<typeof createEventQueue>): Promise<SourceEvent[]> {
  queue.end();
  const events: SourceEvent[] = [];
  for await (const event of { [Symbol.asyncIterator]: () => queue.iterate(nothing) }) events.push(event);
  return events;
}

describe("the queue of a source", () => {
  it("hands out events in order, also to a consumer that waits already", async () => {
    const queue = createEventQueue();
    const iterator = queue.iterate(nothing);
    const waiting = [iterator.next(), iterator.next()];
    queue.push(octetsEvent(1));
    queue.push(settled);
    queue.push(octetsEvent(2));
    assert.deepEqual(
      (await Promise.all(waiting)).map(({ value }) => value),
      [octetsEvent(1), settled],
    );
    assert.deepEqual(await rest(queue), [octetsEvent(2)]);
  });

  it("gives up the oldest octets when nobody fetches them, says how many, and keeps the state of the source", async () => {
    const queue = createEventQueue();
    queue.push(settled);
    for (let index = 0; index < 3 * 256; index++) queue.push(octetsEvent(4096, index >> 2));
    const events = await rest(queue);
    const fault = events[0];
    assert.ok(fault?.kind === "fault" && fault.fault.code === "octets-skipped");
    assert.equal(fault.fault.octets, 2 * 1024 * 1024);
    assert.deepEqual(events[1], settled);
    assert.equal(events.length, 2 + 256);
    assert.deepEqual(events.at(-1), octetsEvent(4096, 191));
  });

  it("is bounded for hints, too", async () => {
    const queue = createEventQueue();
    for (let index = 0; index < 100_000; index++) queue.push({ kind: "silence" });
    assert.ok((await rest(queue)).length < 20_000);
  });

  it("knows with which settings the octets fetched last were heard", async () => {
    const queue = createEventQueue();
    const iterator = queue.iterate(nothing);
    queue.push(octetsEvent(1), "2400 8E1");
    queue.push(octetsEvent(2), "9600 8N1");
    assert.equal(queue.fetchedWith(), undefined);
    await iterator.next();
    assert.equal(queue.fetchedWith(), "2400 8E1");
    await iterator.next();
    assert.equal(queue.fetchedWith(), "9600 8N1");
  });

  it("ends for a consumer that stops, and tells the source", async () => {
    const queue = createEventQueue();
    let closed = false;
    queue.push(octetsEvent(1));
    queue.push(octetsEvent(2));
    const source = {
      [Symbol.asyncIterator]: () =>
        queue.iterate(async () => {
          closed = true;
          queue.end();
        }),
    };
    for await (const _event of source) break;
    assert.ok(closed);
    assert.deepEqual(await rest(queue), []);
  });
});

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import * as fc from "fast-check";
import { append } from "../../src/sink/day-files.ts";
import { openQueue, type Queue } from "../../src/sink/queue.ts";

const folder = (): string => mkdtempSync(join(tmpdir(), "queue-"));
const numbers = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, at) => `${from + at}`);
const pushAll = (queue: Queue, entries: readonly string[]): void => {
  for (const entry of entries) queue.push(entry);
};

async function drain(queue: Queue, batch = 7): Promise<string[]> {
  const all: string[] = [];
  for (;;) {
    const entries = await queue.peek(batch);
    if (entries.length === 0) return all;
    all.push(...entries);
    await queue.drop(entries.length);
  }
}

test("entries come out in order, from memory as from disk, and nothing stays behind", async () => {
  const at = folder();
  const queue = await openQueue({ folder: at, name: "q", limit: 1000 });
  pushAll(queue, numbers(0, 10));
  await queue.spill();
  pushAll(queue, numbers(10, 20));
  await queue.spill();
  pushAll(queue, numbers(20, 30));
  assert.equal(queue.size, 30);
  assert.deepEqual(await drain(queue), numbers(0, 30));
  assert.equal(queue.size, 0);
  assert.deepEqual(readdirSync(at), []);
  await rm(at, { recursive: true });
});

test("a peek that was not dropped is given again", async () => {
  const queue = await openQueue({ folder: undefined, name: "q", limit: 1000 });
  pushAll(queue, numbers(0, 3));
  assert.deepEqual(await queue.peek(2), ["0", "1"]);
  queue.push("3");
  assert.deepEqual(await queue.peek(2), ["0", "1"]);
  await queue.drop(2);
  assert.deepEqual(await drain(queue), ["2", "3"]);
});

test("what was spilled survives a process that ended without a word", async () => {
  const at = folder();
  const first = await openQueue({ folder: at, name: "q", limit: 1000 });
  pushAll(first, numbers(0, 50));
  await first.spill();
  const second = await openQueue({ folder: at, name: "q", limit: 1000 });
  pushAll(second, numbers(50, 60));
  await second.spill();
  assert.equal(second.size, 60);
  const third = await openQueue({ folder: at, name: "q", limit: 1000 });
  assert.deepEqual(await drain(third), numbers(0, 60));
  await rm(at, { recursive: true });
});

test("a torn last line and zeros of a power cut cost only themselves", async () => {
  const at = folder();
  const first = await openQueue({ folder: at, name: "q", limit: 1000 });
  pushAll(first, numbers(0, 5));
  await first.spill();
  const [file = ""] = readdirSync(at);
  appendFileSync(join(at, file), "\0\0\0\n5 and then nothi");
  const second = await openQueue({ folder: at, name: "q", limit: 1000 });
  second.push("6");
  await second.spill();
  assert.deepEqual(await drain(second), [...numbers(0, 5), "6"]);
  await rm(at, { recursive: true });
});

test("the bound holds on disk and in memory, the oldest go, and the count says how many", async () => {
  const at = folder();
  const queue = await openQueue({ folder: at, name: "q", limit: 200 });
  for (let round = 0; round < 100; round++) {
    pushAll(queue, numbers(round * 20, round * 20 + 20));
    await queue.spill();
  }
  assert.ok(queue.size <= 240, `${queue.size} entries`);
  assert.equal(queue.size + queue.lost, 2000);
  assert.deepEqual(await drain(queue), numbers(2000 - (2000 - queue.lost), 2000));

  const memory = await openQueue({ folder: undefined, name: "q", limit: 1_000_000, memoryLimit: 100 });
  pushAll(memory, numbers(0, 5000));
  assert.ok(memory.size <= 100);
  assert.equal(memory.size + memory.lost, 5000);
  assert.equal((await drain(memory)).at(-1), "4999");
  await rm(at, { recursive: true });
});

test("a folder that cannot be written keeps entries in memory, within the bound", async () => {
  const at = folder();
  writeFileSync(join(at, "file"), "");
  const queue = await openQueue({ folder: join(at, "file", "below"), name: "q", limit: 1000, memoryLimit: 50 });
  pushAll(queue, numbers(0, 40));
  await queue.spill();
  assert.deepEqual(await drain(queue), numbers(0, 40));
  await rm(at, { recursive: true });
});

test("a queue is a list, whatever is done to it in whatever order", async () => {
  type Step = { push: number } | { take: number } | { spill: true } | { reopen: true };
  const step = fc.oneof(
    fc.record({ push: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ take: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ spill: fc.constant(true as const) }),
    fc.record({ reopen: fc.constant(true as const) }),
  ) as fc.Arbitrary<Step>;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const at = folder();
      let queue = await openQueue({ folder: at, name: "q", limit: 100_000 });
      let list: string[] = [];
      let next = 0;
      let partly: string[] = [];
      for (const action of steps) {
        if ("push" in action) {
          for (const entry of numbers(next, next + action.push)) {
            queue.push(entry);
            list.push(entry);
          }
          next += action.push;
        } else if ("take" in action) {
          const entries = await queue.peek(action.take);
          assert.deepEqual(entries, list.slice(0, entries.length));
          assert.ok(entries.length > 0 || list.length === 0);
          await queue.drop(entries.length);
          partly = entries.slice() as string[];
          list = list.slice(entries.length);
        } else {
          await queue.spill();
          if (!("reopen" in action)) continue;
          queue = await openQueue({ folder: at, name: "q", limit: 100_000 });
          // A file that was partly delivered comes again as a whole: at least once, never less.
          const [first] = await queue.peek(1);
          if (first !== undefined && first !== list[0]) {
            assert.ok(Number(first) < Number(list[0] ?? next), `${first} instead of ${list[0]} after ${partly}`);
            list = numbers(Number(first), next);
          }
        }
        assert.equal(queue.size, list.length);
      }
      assert.deepEqual(await drain(queue, 4), list);
      await rm(at, { recursive: true });
    }),
    { numRuns: 60 },
  );
});

test("what is on its way to disk counts as waiting", async () => {
  const folder = mkdtempSync(join(tmpdir(), "queue-"));
  const queue = await openQueue({ folder, name: "q", limit: 100 });
  for (const entry of ["a", "b", "c"]) queue.push(entry);
  const spilled = queue.spill();
  queue.push("d");
  assert.equal(queue.size, 4);
  await spilled;
  assert.equal(queue.size, 4);
  await rm(folder, { recursive: true });
});

test("a disk that is full leaves no empty files behind, and nothing is lost", async (t) => {
  const at = folder();
  const isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "none", at], { stdio: "ignore" }).status === 0;
  t.after(() => {
    if (isMounted) spawnSync("umount", [at]);
    return rm(at, { recursive: true });
  });
  if (!isMounted) return t.skip("no tmpfs can be mounted");
  const filling = join(at, "filling");
  const queue = await openQueue({ folder: at, name: "q", limit: 10_000 });
  assert.throws(() => writeFileSync(filling, Buffer.alloc(1_000_000)), /ENOSPC/);
  pushAll(queue, numbers(0, 100));
  for (let attempt = 0; attempt < 5; attempt++) await queue.spill();
  await assert.rejects(append(join(at, "2026-08-09.jsonl"), "{}\n"), /ENOSPC/);
  assert.deepEqual(readdirSync(at), ["filling"]);
  await rm(filling);
  await queue.spill();
  const later = await openQueue({ folder: at, name: "q", limit: 10_000 });
  assert.deepEqual(await drain(later), numbers(0, 100));
});

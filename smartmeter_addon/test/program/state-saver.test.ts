import assert from "node:assert/strict";
import { test } from "node:test";
import { createStateSaver, type Save, type StateSaver } from "../../src/program/state-saver.ts";

/** A saver of so many parts; the saves of a second by the parts' numbers. */
function saverOf(count: number): { saver: StateSaver; second(): number[]; parts: Save[] } {
  const saver = createStateSaver();
  let saved: number[] = [];
  const parts = Array.from({ length: count }, (_, index) => () => void saved.push(index));
  for (const part of parts) saver.add(part);
  return {
    saver,
    parts,
    second() {
      saver.tick();
      const now = saved;
      saved = [];
      return now;
    },
  };
}

const seconds = (count: number, second: () => number[]): number[] => Array.from({ length: count }, second).flat();

test("every part is written once a minute, in turn, as long as a write a second is enough", () => {
  for (const count of [1, 2, 3, 7, 59, 60]) {
    const { second } = saverOf(count);
    const all = seconds(600, second);
    const times = Array.from({ length: count }, (_, index) => all.filter((part) => part === index).length);
    assert.ok(
      times.every((n) => n === 9 || n === 10),
      `${count} parts: ${times}`,
    );
  }
});

test("a thousand parts are never written two in a second, and all within 17 minutes", () => {
  const { second } = saverOf(1000);
  const each = Array.from({ length: 1000 }, second);
  assert.ok(each.every((saved) => saved.length <= 1));
  assert.equal(new Set(each.flat()).size, 1000);
});

test("what must be kept is written at once; where many ask, one after the other and each once", () => {
  const { saver, parts, second } = saverOf(100);
  for (const part of parts) saver.soon(part);
  for (const part of parts) saver.soon(part);
  const [first, ...rest] = Array.from({ length: 101 }, second);
  // The one at once and the one of the first second.
  assert.deepEqual(first, [0, 1]);
  assert.ok(rest.every((saved) => saved.length <= 1));
  // The first has asked again, and is the last.
  assert.deepEqual(rest.flat().slice(0, 99), [...Array.from({ length: 98 }, (_, n) => n + 2), 0]);
});

test("the end writes everything and stops waiting for a disk that takes its time", () => {
  let now = 0;
  const saver = createStateSaver(() => now);
  const saved: string[] = [];
  for (let n = 0; n < 500; n++)
    saver.add((how) => {
      saved.push(how);
      now += how === "awaiting" ? 5 : 0.1;
    });
  saver.close();
  assert.equal(saved.length, 500);
  assert.ok(saved[0] === "awaiting" && saved.at(-1) === "hasty" && now < 1000, `${now}`);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { silentLog } from "../../src/log.ts";
import { startDelivery } from "../../src/sink/delivery.ts";
import { openQueue, type Queue } from "../../src/sink/queue.ts";

test("what comes while the queue is still opening waits for it, and is counted where it is too much", async () => {
  let open: (queue: Queue) => void = () => {};
  const queue = new Promise<Queue>((resolve) => {
    open = resolve;
  });
  const sent: string[] = [];
  const delivery = startDelivery({
    name: "slow",
    queue,
    send: async (entries) => void sent.push(...entries),
    batch: 1000,
    collectMs: 1,
    log: silentLog,
  });
  for (let entry = 0; entry < 10_005; entry++) delivery.push(String(entry));
  assert.deepEqual([delivery.health().waiting, delivery.health().lost], [10_000, 5]);
  open(await openQueue({ folder: undefined, name: "slow", limit: 20_000 }));
  while (delivery.health().waiting > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await delivery.close();
  assert.deepEqual([sent.length, sent[0], sent.at(-1), delivery.health().lost], [10_000, "0", "9999", 5]);
});

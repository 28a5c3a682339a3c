import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { faultHelp } from "../../src/texts/help.ts";
import { complaintsAboutUs, type Device, devices, entities, type State, stateOf, states } from "./registry.ts";
import { limitMs, openScene, type Scene } from "./scene.ts";
import { until } from "./until.ts";

const meter = "wien-am550";

describe("when something is wrong", () => {
  let scene: Scene;
  let first: string;
  let second: string;
  before(async () => {
    scene = await openScene([{ meter, seed: 1 }]);
    await scene.startProgram();
  });
  after(() => scene?.close());

  const show = (id: string, key: string): Promise<State | undefined> => stateOf(scene.home, id, key);
  const idOf = (device: Device | undefined): string => device?.identifiers[0]?.[1].replace("smartmeter_", "") ?? "";

  test("all is well at first", async () => {
    await until("the meter's power is shown", limitMs, async () => {
      first = idOf((await devices(scene.home))[0]);
      assert.equal((await show(first, "status"))?.state, "ok");
      assert.equal((await show(first, "problem"))?.state, "off");
      return Number.isFinite(Number((await show(first, "power_net"))?.state));
    });
  });

  test("a silent meter: its values are unavailable, its status says why", async () => {
    const register = (await show(first, "energy_import"))?.state;
    assert.ok(Number(register) > 0);
    scene.meters[0]?.detach();
    await until("the silence is noticed", limitMs, async () => {
      for (const key of ["power_net", "energy_import"]) assert.equal((await show(first, key))?.state, "unavailable");
      assert.equal((await show(first, "status"))?.state, "line-silent");
      const problem = await show(first, "problem");
      assert.equal(problem?.state, "on");
      assert.equal(problem?.attributes.code, "line-silent");
      const { title, next } = faultHelp("line-silent", "en");
      for (const sentence of [title, next])
        assert.ok(String(problem?.attributes.text).includes(sentence), String(problem?.attributes.text));
      return true;
    });
  });

  test("it speaks again: everything is as before", async () => {
    scene.meters[0]?.reattach();
    await until("it is shown again", limitMs, async () => {
      assert.equal((await show(first, "status"))?.state, "ok");
      assert.equal((await show(first, "problem"))?.state, "off");
      return Number((await show(first, "energy_import"))?.state) > 0;
    });
  });

  test("a meter with another key: the problem says so and nothing is shown as current", async () => {
    scene.lines[0]?.attach({ meter, seed: 1, intervalMs: 1000, counter: 200_000, key: new Uint8Array(16).fill(0x55) });
    await until("the wrong key is reported", limitMs, async () => {
      const problem = await show(first, "problem");
      assert.equal(problem?.state, "on");
      assert.equal(problem?.attributes.code, "key-rotated");
      assert.ok(String(problem?.attributes.text).length > 40);
      assert.equal((await show(first, "power_net"))?.state, "unavailable");
      return true;
    });
  });

  test("the meter is exchanged: a second device, the first one keeps its entities", async () => {
    const registered = async (): Promise<string[]> =>
      (await entities(scene.home)).map(({ unique_id, entity_id }) => `${entity_id} is ${unique_id}`);
    const before = await registered();
    scene.lines[0]?.attach({ meter, seed: 2, intervalMs: 1000 });
    await until("the second is there", limitMs, async () => {
      const all = await devices(scene.home);
      assert.equal(all.length, 2);
      second = idOf(all.find(({ identifiers }) => identifiers[0]?.[1] !== `smartmeter_${first}`));
      return Number((await show(second, "energy_import"))?.state) > 0;
    });
    const now = await registered();
    assert.deepEqual(
      before.filter((entity) => !now.includes(entity)),
      [],
    );
    await until("either says how it stands", limitMs, async () => {
      assert.equal((await show(first, "power_net"))?.state, "unavailable");
      assert.equal((await show(first, "status"))?.state, "unknown");
      assert.equal((await show(second, "status"))?.state, "meter-changed");
      assert.equal((await show(second, "problem"))?.state, "off");
      return true;
    });
  });

  test("a wrong key from the start: a device of its own says so", async () => {
    await scene.program.stop();
    await scene.program.forget();
    scene.lines[0]?.attach({ meter, seed: 3, intervalMs: 1000, key: new Uint8Array(16).fill(0x55) });
    await scene.startProgram();
    await until("the set-up device reports it", limitMs, async () => {
      const setUp = (await states(scene.home)).get("binary_sensor.smart_meter_setup_problem");
      assert.equal(setUp?.state, "on");
      assert.equal(setUp?.attributes.code, "key-wrong");
      assert.equal((await states(scene.home)).get("sensor.smart_meter_setup_status")?.state, "key-wrong");
      return true;
    });
  });

  test("the right key: the set-up device makes room for the meter", async () => {
    scene.lines[0]?.attach({ meter, seed: 3, intervalMs: 1000 });
    await until("only meters are there", limitMs, async () => {
      const names = (await devices(scene.home)).map(({ identifiers }) => identifiers[0]?.[1]);
      assert.equal(names.length, 3);
      assert.ok(!names.includes("smartmeter_entry-1"), String(names));
      return true;
    });
    assert.equal((await states(scene.home)).get("binary_sensor.smart_meter_setup_problem"), undefined);
  });

  test("Core complains about nothing of ours", () => {
    assert.deepEqual(complaintsAboutUs(scene.home), []);
  });
});

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { expectedValues } from "./expected.ts";
import { complaintsAboutUs, devices, entityOf, type State, stateOf, states } from "./registry.ts";
import { limitMs, openScene, type Scene } from "./scene.ts";
import { until } from "./until.ts";

describe("what the options change", () => {
  let scene: Scene;
  before(async () => {
    scene = await openScene([
      { meter: "noe-kaifa-ma309", name: "House" },
      { meter: "ksmwest-kaifa-ma309m", name: "Heat pump" },
    ]);
    await scene.startProgram({
      interval: 3,
      entity_ids: { power_net: "sensor.electricity_now" },
      virtual: [{ id: "rest", name: "Rest", add: ["0"], subtract: ["1"] }],
    });
  });
  after(() => scene?.close());

  const shown = async (id: string): Promise<State | undefined> => (await states(scene.home)).get(id);

  test("entity ids of another program are taken over", async () => {
    await until("the power is there", limitMs, async () =>
      Number.isFinite(Number((await shown("sensor.electricity_now"))?.state)),
    );
  });

  test("between two states, live values keep their spread", async () => {
    await until("the attributes are there", limitMs, async () => {
      const attributes = (await shown("sensor.electricity_now"))?.attributes ?? {};
      const [min, mean, max] = ["min", "mean", "max"].map((name) => Number(attributes[name])) as [
        number,
        number,
        number,
      ];
      assert.ok(min <= mean && mean <= max, `${min} ${mean} ${max}`);
      const sent = scene.meters[0]?.telegrams.map((telegram) => expectedValues(telegram).get("power_net")) ?? [];
      assert.ok(sent.includes(min) && sent.includes(max), `${min} ${max}`);
      return true;
    });
  });

  test("a virtual meter is a device of its own", async () => {
    await until("its registers are the difference", limitMs, async () => {
      const device = (await devices(scene.home)).find(({ name }) => name === "Rest");
      const id = device?.identifiers[0]?.[1].replace("smartmeter_", "") ?? "";
      const power = await stateOf(scene.home, id, "power_net");
      assert.equal(power?.attributes.unit_of_measurement, "W");
      assert.ok(Number.isFinite(Number(power?.state)), power?.state);
      assert.equal((await entityOf(scene.home, id, "energy_import"))?.original_name, "Energy import");
      return true;
    });
  });

  test("Core complains about nothing of ours", () => {
    assert.deepEqual(complaintsAboutUs(scene.home), []);
  });
});

/** What houses draw and give back: W and var of the three phases from second to second. */
import { createRandom } from "../fuzz/random.ts";

export type Wires = readonly [number, number][];

/** Called with seconds that only grow. */
export type Load = (second: number) => Wires;

type Random = (limit: number) => number;

/** A device that goes on and off by chance, on average for `on` and `off` seconds. */
function device(random: Random, on: number, off: number): (second: number) => boolean {
  let isOn = false;
  let until = random(off);
  return (second) => {
    while (second >= until) {
      isOn = !isOn;
      until += 1 + random(2 * (isOn ? on : off));
    }
    return isOn;
  };
}

const wires = (...powers: readonly [number, number][]): Wires => powers;
const even = (watts: number, vars = 0): Wires => wires([watts, vars], [watts, vars], [watts, vars]);
const nothing = even(0);
const one = (phase: number, watts: number, vars: number): Wires =>
  [0, 1, 2].map((index): [number, number] => (index === phase ? [watts, vars] : [0, 0]));

/** What every house has: standby, light, a fridge, a kettle, an oven. */
function base(random: Random): Load {
  const fridge = device(random, 700, 1700);
  const kettle = device(random, 150, 9000);
  const oven = device(random, 25, 60);
  const cooks = device(random, 1800, 14_000);
  return (second) => {
    const light = 130 + 90 * Math.sin(second / 4100) + random(7);
    return wires(
      [light + (kettle(second) ? 2150 : 0), -40],
      [70 + (fridge(second) ? 85 : 0) + random(4), -25 + (fridge(second) ? 60 : 0)],
      [45 + (cooks(second) && oven(second) ? 2400 : 0), -15],
    );
  };
}

const switched =
  (on: number, off: number, wiresOf: (second: number, random: Random) => Wires) =>
  (random: Random): Load => {
    const isOn = device(random, on, off);
    return (second) => (isOn(second) ? wiresOf(second, random) : nothing);
  };

function sunOf(second: number, random: Random, clouds: (second: number) => boolean): number {
  const height = Math.sin(((second % 86_400) / 86_400 - 0.25) * 2 * Math.PI);
  if (height <= 0) return 0;
  return -8500 * height * (clouds(second) ? 0.18 + random(100) / 400 : 1);
}

/** Zero feed-in: a battery on one phase follows the whole house, a few seconds late. */
function battery(random: Random): Load {
  const house = base(random);
  const clouds = device(random, 60, 240);
  let follows = 0;
  return (second) => {
    const sun = sunOf(second, random, clouds) / 2;
    const loads = house(second);
    const need = loads.reduce((sum, [watts]) => sum + watts, 0) + sun;
    follows += (Math.max(-5000, Math.min(5000, -need)) - follows) * 0.6;
    const [first, second_, third] = loads as [[number, number], [number, number], [number, number]];
    return wires(
      [first[0] + follows, first[1] + 30],
      [second_[0] + sun / 2, second_[1]],
      [third[0] + sun / 2, third[1]],
    );
  };
}

const clear =
  (share: readonly [number, number, number], cloudy: number) =>
  (random: Random): Load => {
    const clouds = cloudy === 0 ? () => false : device(random, cloudy, cloudy);
    return (second) => {
      const sun = sunOf(second, random, clouds);
      return share.map((part): [number, number] => [sun * part, part === 0 ? 0 : 45]);
    };
  };

/** Charging that follows the sun: off, one phase, three phases, and back, by the ampere. */
function sunCharger(random: Random): Load {
  const clouds = device(random, 45, 130);
  let amperes = 0;
  let isThree = false;
  return (second) => {
    const sun = sunOf(second, random, clouds);
    const wanted = -sun / 230;
    if (random(12) === 0) isThree = wanted > 18;
    amperes += Math.sign(Math.min(isThree ? wanted / 3 : wanted, 16) - amperes);
    const each = amperes < 6 ? 0 : 230 * amperes;
    return [0, 1, 2].map((index): [number, number] => [
      sun / 3 + (index === 0 || isThree ? each : 0),
      index === 0 || isThree ? 25 : 10,
    ]);
  };
}

/** Starts over half a minute, with more var than W at first, and modulates. */
function softStart(random: Random): Load {
  const isOn = device(random, 900, 700);
  let speed = 0;
  return (second) => {
    speed += ((isOn(second) ? 0.6 + 0.3 * Math.sin(second / 97) : 0) - speed) * 0.07;
    return even(1300 * speed, speed < 0.02 ? 0 : 900 * (1.1 - speed));
  };
}

const extras: Readonly<Record<string, (random: Random) => Load>> = {
  "an ordinary house": () => () => nothing,
  "a car with 22 kW": switched(5000, 20_000, () => even(7350, 120)),
  "a car with 3.7 kW on one phase": switched(5000, 15_000, () => one(1, 3680, 60)),
  "an instantaneous heater": switched(90, 1500, (second) => even(second % 7 < 4 ? 7000 : 4200)),
  "a welder": switched(300, 2500, (_, random) =>
    wires([random(2) * 3200, random(2) * 1500], [random(2) * 3200, random(2) * 1500], [0, 0]),
  ),
  "a saw": switched(6, 90, (_, random) => one(0, 1200 + random(2600), 1900)),
  "a heat pump": switched(1500, 2500, (second, random) => even(1100 + 200 * Math.sin(second / 300) + random(60), 420)),
  "a roof in clear weather": clear([1 / 3, 1 / 3, 1 / 3], 0),
  "a roof under clouds": clear([1 / 3, 1 / 3, 1 / 3], 40),
  "a roof on one phase under clouds": clear([0, 0.55, 0], 25),
  "a hob that pulses": switched(1200, 5000, (second) =>
    wires([second % 3 === 0 ? 1850 : 0, -20], [second % 8 < 5 ? 2300 : 0, -20], [0, 0]),
  ),
  "storage heaters at night": switched(21_000, 30_000, (second) =>
    wires([3000, 0], [3000, 0], [second % 37 < 30 ? 3000 : 0, 0]),
  ),
  "a pump every half minute": switched(9, 24, () => one(2, 780, 640)),
  "a dimmer and a plug-in roof": (random) => {
    const clouds = device(random, 18, 50);
    return (second) => {
      const sun = Math.max(-800, sunOf(second, random, clouds) / 6);
      return wires([90 + 40 * Math.sin(second / 2), 110], [sun, 20], [0, 0]);
    };
  },
  "a car that follows the sun": sunCharger,
  "a heat pump with soft start": softStart,
  "a farm with 60 kW": switched(4000, 4000, (_, random) => even(14_000 + random(6000), 5000)),
};

export const loads: Readonly<Record<string, (seed: number) => Load>> = {
  ...Object.fromEntries(
    Object.entries(extras).map(([name, make]) => [
      name,
      (seed: number): Load => {
        const random = createRandom(seed + 91);
        const house = base(random);
        const extra = make(random);
        return (second) => {
          const more = extra(second);
          return house(second).map(([watts, vars], index): [number, number] => [
            watts + (more[index]?.[0] ?? 0),
            vars + (more[index]?.[1] ?? 0),
          ]);
        };
      },
    ]),
  ),
  "a battery that feeds nothing in": (seed) => battery(createRandom(seed + 92)),
};

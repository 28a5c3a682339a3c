/** The six pins of the RJ12 socket. */

/** What stands on which of the six pins of the RJ12 socket, by the names of `words.setup.pins`. */
export const pinsOf: Readonly<Record<"mbus" | "p1", Readonly<Record<number, PinName>>>> = {
  mbus: { 3: "mbus", 4: "mbus" },
  p1: { 1: "power", 2: "request", 3: "ground", 5: "data", 6: "powerGround" },
};

export type PinName = "mbus" | "power" | "request" | "ground" | "data" | "powerGround";

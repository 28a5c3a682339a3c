/** SunSpec over Modbus TCP as an output: its options and words. */
import { hostAndPort } from "../../http/own-name.ts";
import { defineOutput } from "../output.ts";
import { schema } from "./sunspec-options.ts";

/**
 * In the app nobody can reach the container's own addresses; the Supervisor opens this port where the user wants it.
 */
const inApp = { host: "0.0.0.0", port: 502 };

export const sunspecOutput = defineOutput({
  name: "sunspec",
  title: { en: "Inverter and energy manager (SunSpec)", de: "Wechselrichter und Energiemanager (SunSpec)" },
  text: {
    en: "The meter for inverters, wallboxes and energy managers: SunSpec over Modbus TCP.",
    de: "Hier lesen Wechselrichter, Wallboxen und Energiemanager den Zähler: SunSpec über Modbus TCP.",
  },
  schema,
  summary: ({ host, port, unit }) => ({
    en: `SunSpec at ${hostAndPort(host, port)}, unit ${unit}`,
    de: `SunSpec unter ${hostAndPort(host, port)}, Gerät ${unit}`,
  }),
  async open(options, context) {
    const { openSunspec } = await import("./sunspec.ts");
    return openSunspec(context.supervisor === undefined ? options : { ...options, ...inApp }, context);
  },
});

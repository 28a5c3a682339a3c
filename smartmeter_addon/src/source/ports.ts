/** The serial ports of this machine. */
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { createFault, type Fault } from "../fault.ts";
import type { Language, Sentence } from "../language/language.ts";
import { type PortNature, recognisePort } from "./port-kinds.ts";

/** A serial port as it is listed. */
export interface SerialPortInfo extends PortNature {
  /** The name that stays the same when the reader is plugged in again: by-id, else by-path, else the device. */
  readonly path: string;
  /** `/dev/ttyUSB0` */
  readonly device: string;
  readonly byId: string | undefined;
  readonly byPath: string | undefined;
  readonly manufacturer: string | undefined;
  readonly product: string | undefined;
  /** `0403:6001` */
  readonly usbId: string | undefined;
}

/** Where to look; tests have folders of their own. */
export interface PortRoots {
  readonly dev: string;
  readonly sys: string;
}

const systemRoots: PortRoots = { dev: "/dev", sys: "/sys" };

/** All serial ports with hardware behind them, without `udevadm`; likely readers first. */
export function listPorts(roots: PortRoots = systemRoots): SerialPortInfo[] {
  const byId = readLinks(join(roots.dev, "serial/by-id"));
  const byPath = readLinks(join(roots.dev, "serial/by-path"));
  const names = new Set([
    ...deviceNames(roots),
    ...[...byId.keys(), ...byPath.keys()].map((device) => basename(device)),
  ]);
  const ports = [...names].sort(compareNames).flatMap((name) => {
    const device = join(roots.dev, name);
    if (!existsSync(device)) return [];
    const usb = readUsb(roots, name);
    const id = byId.get(device);
    const path = byPath.get(device);
    const texts = [usb?.manufacturer, usb?.product, id === undefined ? undefined : basename(id), usb?.usbId];
    const nature = recognisePort(texts, usb !== undefined || id !== undefined);
    return [
      {
        ...nature,
        path: id ?? path ?? device,
        device,
        byId: id,
        byPath: path,
        manufacturer: usb?.manufacturer,
        product: usb?.product,
        usbId: usb?.usbId,
      },
    ];
  });
  const order = ["reader", "adapter", "unknown", "device", "radio", "built-in"];
  return ports.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

/** Which port to open, or why there is none to choose. */
export type PortChoice =
  | { readonly kind: "one"; readonly port: SerialPortInfo }
  | { readonly kind: "none" }
  | { readonly kind: "several"; readonly ports: readonly SerialPortInfo[] };

/** The port to open if none was named: the only reader, else the only USB port that is not known to be something else. */
export function choosePort(ports: readonly SerialPortInfo[]): PortChoice {
  const readers = ports.filter(({ kind }) => kind === "reader");
  const others = ports.filter(({ kind }) => kind === "adapter" || kind === "unknown");
  const candidates = readers.length > 0 ? readers : others;
  if (candidates.length > 1) return { kind: "several", ports: candidates };
  return candidates[0] === undefined ? { kind: "none" } : { kind: "one", port: candidates[0] };
}

/** Why no port could be chosen, with what there is and how to choose. */
export function faultOfChoice(choice: Exclude<PortChoice, { kind: "one" }>, ports: readonly SerialPortInfo[]): Fault {
  if (choice.kind === "several") {
    return createFault("port-ambiguous", { is: "several", ports: portNames(choice.ports) });
  }
  return createFault("port-missing", { is: "none", ports: presentPorts(ports) });
}

/** The ports there are, as a sentence; product names are the same in every language. */
export function presentPorts(ports: readonly SerialPortInfo[]): Sentence {
  if (ports.length === 0)
    return { en: "This machine has no serial port.", de: "Dieser Rechner hat keinen seriellen Anschluss." };
  const { en, de } = portNames(ports);
  return { en: `There is: ${en}.`, de: `Es gibt: ${de}.` };
}

const portNames = (ports: readonly SerialPortInfo[]): Sentence => ({
  en: ports.map((port) => describePort(port, "en")).join("; "),
  de: ports.map((port) => describePort(port, "de")).join("; "),
});

/** `/dev/serial/by-id/usb-… (M-Bus adapter)` */
export function describePort({ path, what }: SerialPortInfo, language: Language): string {
  return `${path} (${what[language]})`;
}

/** The links in a folder, by the device they point at; where several do, the first by name. */
function readLinks(folder: string): Map<string, string> {
  const links = new Map<string, string>();
  for (const name of readFolder(folder).sort()) {
    const device = attempt(() => realpathSync(join(folder, name)));
    if (device !== undefined && !links.has(device)) links.set(device, join(folder, name));
  }
  return links;
}

/** Terminals with hardware: consoles have no `device`, and ports that the board does not have are of type 0. */
function deviceNames({ sys }: PortRoots): string[] {
  const folder = join(sys, "class/tty");
  return readFolder(folder).filter(
    (name) => existsSync(join(folder, name, "device")) && readText(join(folder, name, "type")) !== "0",
  );
}

/** What the USB device says of itself: the first folder above the terminal that has a vendor. */
function readUsb({ sys }: PortRoots, name: string) {
  const terminal = attempt(() => realpathSync(join(sys, "class/tty", name)));
  for (let folder = terminal; folder !== undefined && folder !== dirname(folder); folder = dirname(folder)) {
    const vendor = readText(join(folder, "idVendor"));
    if (vendor === undefined) continue;
    const usbId = `${vendor}:${readText(join(folder, "idProduct")) ?? "?"}`;
    return { usbId, manufacturer: readText(join(folder, "manufacturer")), product: readText(join(folder, "product")) };
  }
  return undefined;
}

function readFolder(folder: string): string[] {
  return attempt(() => readdirSync(folder)) ?? [];
}

function readText(file: string): string | undefined {
  return attempt(() => readFileSync(file, "utf8").trim());
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function compareNames(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

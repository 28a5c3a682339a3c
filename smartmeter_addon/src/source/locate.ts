/** Finds the reader's port: a named one, or the one that can only be the reader. */
import { existsSync, realpathSync } from "node:fs";
import { createFault, type Fault, reasonOf } from "../fault.ts";
import { isClaimed } from "./claims.ts";
import { choosePort, faultOfChoice, listPorts, type PortRoots, presentPorts, type SerialPortInfo } from "./ports.ts";

/** Where the reader is at present. */
export interface Place {
  /** What to open: a name that survives re-plugging where there is one. */
  readonly path: string;
  /** The device behind it, for claims. */
  readonly device: string;
}

/** Looks for the port again before every opening. */
export type Locate = () => Place | Fault;

/** The port of this name. Once it has been seen, its by-id name leads to it under whatever number it comes back. */
export function locateNamed(path: string, roots?: PortRoots): Locate {
  let stable: string | undefined;
  return () => {
    const known = stable !== undefined && existsSync(stable) ? stable : path;
    const ports = listPorts(roots);
    const device = deviceOf(known, ports);
    if (typeof device !== "string") return device;
    const port = ports.find((one) => one.device === device);
    if (port?.kind === "radio") {
      return createFault("option-invalid", { is: "radio", path: known, what: port.what });
    }
    stable ??= port?.byId;
    return { path: known, device };
  };
}

function deviceOf(path: string, ports: readonly SerialPortInfo[]): string | Fault {
  try {
    return realpathSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") {
      return createFault("port-missing", { is: "named", path, ports: presentPorts(ports) });
    }
    if (code === "EACCES") return createFault("port-denied", { is: "path", path });
    return createFault("port-failed", { is: "path", path, reason: reasonOf(error) });
  }
}

/** The only port that can be the reader; the one chosen first is kept for as long as it is there. */
export function locateReader(roots?: PortRoots): Locate {
  let chosen: string | undefined;
  return () => {
    const ports = listPorts(roots).filter(({ device }) => !isClaimed(device));
    const place = ({ path, device }: SerialPortInfo): Place => ({ path, device });
    const same = ports.find(({ path }) => path === chosen);
    if (same !== undefined) return place(same);
    const choice = choosePort(ports);
    if (choice.kind !== "one") return faultOfChoice(choice, ports);
    chosen = choice.port.byId;
    return place(choice.port);
  };
}

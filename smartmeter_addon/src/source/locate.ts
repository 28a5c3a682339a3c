import { existsSync, realpathSync } from "node:fs";
import { createFault, type Fault } from "../fault.ts";
import { isClaimed } from "./claims.ts";
import { choosePort, describePort, faultOfChoice, listPorts, type PortRoots, type SerialPortInfo } from "./ports.ts";

/** Where the reader is at present. */
export interface Place {
  /** What to open: a name that survives re-plugging where there is one. */
  readonly path: string;
  /** The device behind it, for claims. */
  readonly device: string;
}

/** Looks for the port anew before every opening. */
export type Locate = () => Place | Fault;

/** The port of this name; once it was there, its by-id name leads to it under any number. */
export function locateNamed(path: string, roots?: PortRoots): Locate {
  let stable: string | undefined;
  return () => {
    const known = stable !== undefined && existsSync(stable) ? stable : path;
    const ports = listPorts(roots);
    const device = deviceOf(known, ports);
    if (typeof device !== "string") return device;
    const port = ports.find((one) => one.device === device);
    if (port?.kind === "radio") {
      return createFault(
        "option-invalid",
        `${known} is a ${port.what} and is never opened; expected: the reader's port`,
      );
    }
    stable ??= port?.byId;
    return { path: known, device };
  };
}

function deviceOf(path: string, ports: readonly SerialPortInfo[]): string | Fault {
  try {
    return realpathSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") {
      const present = ports.map(describePort).join("; ");
      const others = present === "" ? "this machine has no serial port" : `there is: ${present}`;
      return createFault("port-missing", `${path} is not there; ${others}`);
    }
    if (code === "EACCES") return createFault("port-denied", `${path} may not be looked at by this program`);
    return createFault("port-failed", `${path}: ${message}`);
  }
}

/** The only port that can be the reader; once chosen, the same one as long as it is there. */
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

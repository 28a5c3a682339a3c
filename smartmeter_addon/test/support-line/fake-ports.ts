import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PortRoots } from "../../src/source/ports.ts";

export interface FakeUsb {
  readonly id: string;
  readonly manufacturer?: string;
  readonly product?: string;
  /** Name below `/dev/serial/by-id`. */
  readonly byId?: string;
  readonly byPath?: string;
}

/** A `/dev` and a `/sys` of a machine, as udev and the kernel lay them out. */
export interface FakeMachine extends PortRoots {
  plug(device: string, usb?: FakeUsb): void;
  unplug(device: string, usb?: FakeUsb): void;
  remove(): void;
}

export function createFakeMachine(): FakeMachine {
  const root = mkdtempSync(join(tmpdir(), "ports-"));
  const dev = join(root, "dev");
  const sys = join(root, "sys");
  mkdirSync(join(dev, "serial/by-id"), { recursive: true });
  mkdirSync(join(dev, "serial/by-path"), { recursive: true });
  mkdirSync(join(sys, "class/tty"), { recursive: true });
  const links = ({ byId, byPath }: FakeUsb): string[] => [
    ...(byId === undefined ? [] : [join(dev, "serial/by-id", byId)]),
    ...(byPath === undefined ? [] : [join(dev, "serial/by-path", byPath)]),
  ];

  return {
    dev,
    sys,
    plug(device, usb) {
      writeFileSync(join(dev, device), "");
      const bus = usb === undefined ? join(sys, "devices/platform") : join(sys, "devices/usb1/1-1", device);
      const terminal = join(bus, "1-1:1.0/tty", device);
      mkdirSync(terminal, { recursive: true });
      symlinkSync(join(bus, "1-1:1.0"), join(terminal, "device"));
      symlinkSync(terminal, join(sys, "class/tty", device));
      if (usb === undefined) {
        writeFileSync(join(terminal, "type"), "4\n");
        return;
      }
      const [vendor, product] = usb.id.split(":");
      writeFileSync(join(bus, "idVendor"), `${vendor}\n`);
      writeFileSync(join(bus, "idProduct"), `${product}\n`);
      if (usb.manufacturer !== undefined) writeFileSync(join(bus, "manufacturer"), `${usb.manufacturer}\n`);
      if (usb.product !== undefined) writeFileSync(join(bus, "product"), `${usb.product}\n`);
      for (const link of links(usb)) symlinkSync(`../../${device}`, link);
    },
    unplug(device, usb) {
      rmSync(join(dev, device));
      rmSync(join(sys, "class/tty", device));
      rmSync(join(sys, "devices/usb1/1-1", device), { recursive: true, force: true });
      if (usb !== undefined) for (const link of links(usb)) rmSync(link);
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

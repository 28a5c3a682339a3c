import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { createFault } from "../../src/fault.ts";
import { createWebPorts } from "../../src/program/web-ports.ts";
import { claimPort } from "../../src/source/claims.ts";
import type { PortHandlers, PortOpener } from "../../src/source/open-port.ts";

const root = mkdtempSync(join(tmpdir(), "smartmeter-ports-"));
after(() => rmSync(root, { recursive: true }));
const roots = { dev: join(root, "dev"), sys: join(root, "sys") };

/** A USB serial device as Linux shows it. */
function plugIn(name: string, manufacturer: string, product: string): void {
  const usb = join(root, "usb", name);
  mkdirSync(join(usb, "tty", name, "device"), { recursive: true });
  mkdirSync(join(roots.sys, "class/tty"), { recursive: true });
  mkdirSync(roots.dev, { recursive: true });
  for (const [file, text] of Object.entries({ idVendor: "0403", idProduct: "6001", manufacturer, product })) {
    writeFileSync(join(usb, file), `${text}\n`);
  }
  symlinkSync(join(usb, "tty", name), join(roots.sys, "class/tty", name));
  writeFileSync(join(roots.dev, name), "");
}
plugIn("ttyUSB0", "FTDI", "FT232R USB UART");
plugIn("ttyUSB1", "Volkszaehler", "IR head");
plugIn("ttyUSB2", "ITead", "Sonoff Zigbee 3.0 USB Dongle Plus");

function makeLine() {
  const opened = new Map<string, PortHandlers>();
  const closed: string[] = [];
  const open: PortOpener = async (path, settings, handlers) => {
    assert.equal(settings.speed, 9600);
    opened.set(path, handlers);
    return {
      write() {},
      close: async () => {
        opened.delete(path);
        closed.push(path);
      },
    };
  };
  return { opened, closed, open };
}

describe("ports of the set-up", () => {
  test("while nothing is undecided they are only listed, with what their meter has heard", async () => {
    const { opened, open } = makeLine();
    const giveBack = claimPort(join(roots.dev, "ttyUSB0"));
    const ports = createWebPorts({ isUndecided: () => false, heardAt: () => 282, open, roots });
    const views = await ports.look();
    assert.deepEqual(
      views.map(({ name, kind, octets, inUse }) => [name, kind, octets, inUse]),
      [
        ["Volkszaehler IR head", "reader", undefined, false],
        ["FTDI FT232R USB UART", "adapter", 282, true],
        ["ITead Sonoff Zigbee 3.0 USB Dongle Plus", "radio", undefined, false],
      ],
    );
    assert.equal(opened.size, 0);
    giveBack?.();
    await ports.close();
  });

  test("where several could be the reader each is heard, but never a radio stick", async () => {
    const { opened, closed, open } = makeLine();
    const ports = createWebPorts({ isUndecided: () => true, heardAt: () => undefined, open, roots });
    await ports.look();
    assert.deepEqual([...opened.keys()].sort(), [join(roots.dev, "ttyUSB0"), join(roots.dev, "ttyUSB1")]);
    opened.get(join(roots.dev, "ttyUSB1"))?.octets(new Uint8Array(105));
    opened.get(join(roots.dev, "ttyUSB1"))?.octets(new Uint8Array(5));
    assert.deepEqual(
      (await ports.look()).map(({ octets }) => octets),
      [110, 0, undefined],
    );
    opened.get(join(roots.dev, "ttyUSB0"))?.lost(createFault("port-lost", "pulled out"));
    assert.equal((await ports.look()).find(({ kind }) => kind === "adapter")?.octets, 0, "opened anew");
    await ports.close();
    assert.equal(opened.size, 0);
    assert.ok(closed.includes(join(roots.dev, "ttyUSB1")));
  });

  test("a port that cannot be opened is listed all the same", async () => {
    const refuse: PortOpener = async () => {
      throw new Error("busy");
    };
    const ports = createWebPorts({ isUndecided: () => true, heardAt: () => undefined, open: refuse, roots });
    assert.deepEqual(
      (await ports.look()).map(({ octets }) => octets),
      [undefined, undefined, undefined],
    );
    await ports.close();
  });

  test("a port whose opening ends after the page was left is closed", async () => {
    let finish = (): void => {};
    const slow: PortOpener = (_path, _settings) =>
      new Promise((resolve) => {
        finish = () => resolve({ write() {}, close: async () => void closed.push("closed") });
      });
    const closed: string[] = [];
    const ports = createWebPorts({
      isUndecided: () => true,
      heardAt: () => undefined,
      open: slow,
      roots: { dev: roots.dev, sys: join(root, "one") },
    });
    mkdirSync(join(root, "one/class/tty"), { recursive: true });
    symlinkSync(join(root, "usb/ttyUSB0/tty/ttyUSB0"), join(root, "one/class/tty/ttyUSB0"));
    const looking = ports.look();
    await ports.close();
    finish();
    await looking;
    assert.deepEqual(closed, ["closed"]);
  });
});

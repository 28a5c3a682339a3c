import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { formatPorts, portsCommand } from "../../src/command/ports.ts";
import { claimPort } from "../../src/source/claims.ts";
import { locateNamed, locateReader } from "../../src/source/locate.ts";
import { recognisePort } from "../../src/source/port-kinds.ts";
import { choosePort, faultOfChoice, listPorts } from "../../src/source/ports.ts";
import { createFakeMachine, type FakeMachine, type FakeUsb } from "../support-line/fake-ports.ts";

const ftdi: FakeUsb = {
  id: "0403:6001",
  manufacturer: "FTDI",
  product: "FT232R USB UART",
  byId: "usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0",
};
const ch340: FakeUsb = { id: "1a86:7523", product: "USB Serial", byPath: "pci-0000:00:14.0-usb-0:2:1.0-port0" };
const sonoff: FakeUsb = {
  id: "10c4:ea60",
  manufacturer: "Silicon Labs",
  product: "Sonoff Zigbee 3.0 USB Dongle Plus",
  byId: "usb-Silicon_Labs_Sonoff_Zigbee_3.0_USB_Dongle_Plus_0001-if00-port0",
};
const stick: FakeUsb = { id: "0658:0200", byId: "usb-0658_0200-if00" };
const head: FakeUsb = {
  id: "10c4:ea60",
  product: "weidmann IR head",
  byId: "usb-Silicon_Labs_weidmann_IR_head-if00-port0",
};

let machine: FakeMachine;
beforeEach(() => {
  machine = createFakeMachine();
});
afterEach(() => machine.remove());

describe("a port is recognised by its name:", () => {
  const usb = (name: string): string => recognisePort([name], true).kind;
  const rows: Record<string, string[]> = {
    radio: [
      "usb-Silicon_Labs_Sonoff_Zigbee_3.0_USB_Dongle_Plus_0001-if00-port0",
      "usb-ITEAD_SONOFF_Zigbee_3.0_USB_Dongle_Plus_V2_20220812153849-if00",
      "usb-dresden_elektronik_ingenieurtechnik_GmbH_ConBee_II_DE2421012-if00",
      "usb-Nabu_Casa_SkyConnect_v1.0_3abe54797c91ed118fc3cad13b20a988-if00-port0",
      "usb-Nabu_Casa_Home_Assistant_Connect_ZBT-1_123456-if00-port0",
      "usb-Nabu_Casa_ZWA-2_D83BDA7524A8-if00",
      "usb-0658_0200-if00 0658:0200",
      "usb-Zooz_800_Z-Wave_Stick_533D004242-if00",
      "usb-Silicon_Labs_HubZ_Smart_Home_Controller_51600A5B-if00-port0",
      "usb-Texas_Instruments_TI_CC2531_USB_CDC___0X00124B0018E27B7F-if00",
      "usb-Silicon_Labs_slae.sh_cc2652rb_stick_-_slaesh_s_iot_stuff_00_12-if00-port0",
      "usb-SMLIGHT_SMLIGHT_SLZB-06_7eb1-if00-port0",
      "usb-Nordic_Semiconductor_nRF52840_OpenThread_Device_E1C0-if00",
      "usb-Silicon_Labs_HmIP-RFUSB_0123456789-if00-port0",
      "usb-RFXCOM_RFXtrx433_A1Y0N1PD-if00-port0",
      "usb-EnOcean_GmbH_EnOcean_USB_300_DC_FT3P5X-if00-port0",
      "usb-Silicon_Labs_IMST_USB-Stick_for_Smart_Meter__iM871A_-if00-port0",
    ],
    reader: [
      "weidmann IR-Lesekopf",
      "hichi USB",
      "Volkszaehler IR head",
      "usb-Zihatec_USB_M-Bus_Adapter-if00",
      "P1 cable",
    ],
    adapter: [
      "usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0",
      "usb-Silicon_Labs_CP2102N_USB_to_UART_Bridge_Controller_2c3758-if00-port0",
      "usb-1a86_USB_Serial-if00-port0",
      "usb-Prolific_Technology_Inc._USB-Serial_Controller_D-if00-port0",
    ],
    device: ["usb-u-blox_AG_u-blox_7_-_GPS_GNSS_Receiver-if00", "usb-VictronEnergy_BV_VE_Direct_cable_VE4L-if00-port0"],
    unknown: ["usb-Acme_Thing_7-if00"],
  };
  for (const [kind, names] of Object.entries(rows)) {
    for (const name of names) it(`${name} is ${kind}`, () => assert.equal(usb(name), kind));
  }

  it("serial numbers that contain such words do not matter", () => {
    assert.equal(usb("usb-FTDI_FT232R_USB_UART_AQ0UZB1P-if00-port0"), "adapter");
    assert.equal(usb("usb-FTDI_FT232R_USB_UART_DTHREADX-if00-port0"), "adapter");
  });

  it("a port of the board is none of a reader, and a radio on it is a radio", () => {
    assert.equal(recognisePort([], false).kind, "built-in");
    assert.equal(recognisePort(["RaspBee"], false).kind, "radio");
  });
});

describe("the list of ports", () => {
  it("has readers first, names that stay, and nothing without hardware", () => {
    machine.plug("ttyAMA0");
    machine.plug("ttyUSB10", ftdi);
    machine.plug("ttyUSB2", ch340);
    machine.plug("ttyUSB3", head);
    machine.plug("ttyACM0", stick);
    mkdirSync(join(machine.sys, "class/tty/tty0"), { recursive: true });
    writeFileSync(join(machine.dev, "tty0"), "");
    mkdirSync(join(machine.sys, "class/tty/ttyS5/device"), { recursive: true });
    writeFileSync(join(machine.sys, "class/tty/ttyS5/type"), "0\n");
    writeFileSync(join(machine.dev, "ttyS5"), "");
    const ports = listPorts(machine);
    assert.deepEqual(
      ports.map(({ device, kind }) => [device.slice(machine.dev.length + 1), kind]),
      [
        ["ttyUSB3", "reader"],
        ["ttyUSB2", "adapter"],
        ["ttyUSB10", "adapter"],
        ["ttyACM0", "radio"],
        ["ttyAMA0", "built-in"],
      ],
    );
    assert.equal(ports[2]?.path, join(machine.dev, "serial/by-id", ftdi.byId ?? ""));
    assert.equal(ports[1]?.path, join(machine.dev, "serial/by-path", ch340.byPath ?? ""));
    assert.equal(ports[0]?.usbId, "10c4:ea60");
    assert.equal(ports[4]?.path, join(machine.dev, "ttyAMA0"));
  });

  it("needs neither /sys nor by-id names", () => {
    assert.deepEqual(listPorts({ dev: "/nowhere", sys: "/nowhere" }), []);
    machine.plug("ttyUSB0", ftdi);
    assert.equal(listPorts({ dev: machine.dev, sys: "/nowhere" })[0]?.kind, "adapter");
  });
});

describe("without a choice by the user", () => {
  const choice = (): string => {
    const chosen = choosePort(listPorts(machine));
    return chosen.kind === "one" ? chosen.port.device.slice(machine.dev.length + 1) : chosen.kind;
  };

  it("the only candidate that is no radio stick is taken", () => {
    assert.equal(choice(), "none");
    machine.plug("ttyAMA0");
    machine.plug("ttyUSB0", sonoff);
    machine.plug("ttyACM0", stick);
    assert.equal(choice(), "none");
    machine.plug("ttyUSB1", ftdi);
    assert.equal(choice(), "ttyUSB1");
  });

  it("a reader goes before adapters that could be anything", () => {
    machine.plug("ttyUSB0", ftdi);
    machine.plug("ttyUSB1", ch340);
    assert.equal(choice(), "several");
    machine.plug("ttyUSB2", head);
    assert.equal(choice(), "ttyUSB2");
  });

  it("the fault names what there is, and how to choose", () => {
    machine.plug("ttyUSB0", ftdi);
    machine.plug("ttyUSB1", ch340);
    machine.plug("ttyUSB2", sonoff);
    const located = locateReader(machine)();
    assert.ok("code" in located && located.code === "port-ambiguous");
    assert.match(located.message, /^Each of these could be your reader: .*A50285BI.*FTDI.*CH34x/);
    assert.doesNotMatch(located.message, /Sonoff/);
    machine.unplug("ttyUSB0", ftdi);
    machine.unplug("ttyUSB1", ch340);
    const missing = locateReader(machine)();
    assert.ok("code" in missing && missing.code === "port-missing");
    assert.match(missing.message, /There is: .*Sonoff.*Zigbee stick/);
    assert.match(faultOfChoice({ kind: "none" }, []).message, /This machine has no serial port/);
  });

  it("a reader comes back under another number, and one that another meter uses is left alone", () => {
    const locate = locateReader(machine);
    machine.plug("ttyUSB0", ftdi);
    const before = locate();
    assert.ok(!("code" in before) && before.device.endsWith("ttyUSB0"));
    machine.unplug("ttyUSB0", ftdi);
    assert.ok("code" in locate());
    machine.plug("ttyUSB1", ftdi);
    machine.plug("ttyUSB2", ch340);
    const after = locate();
    assert.ok(!("code" in after) && after.device.endsWith("ttyUSB1"));
    const release = claimPort(after.device);
    assert.ok(release !== undefined && claimPort(after.device) === undefined);
    const other = locateReader(machine)();
    assert.ok(!("code" in other) && other.device.endsWith("ttyUSB2"));
    release();
    const again = claimPort(after.device);
    assert.ok(again !== undefined);
    again();
  });
});

describe("a port that was named", () => {
  it("is followed by its by-id name, even when its old number belongs to something else now", () => {
    machine.plug("ttyUSB0", ftdi);
    const locate = locateNamed(join(machine.dev, "ttyUSB0"), machine);
    assert.ok(!("code" in locate()));
    machine.unplug("ttyUSB0", ftdi);
    machine.plug("ttyUSB0", sonoff);
    machine.plug("ttyUSB1", ftdi);
    const place = locate();
    assert.ok(!("code" in place) && place.device.endsWith("ttyUSB1"));
  });

  it("is missing, or a radio stick, which is never opened", () => {
    const locate = locateNamed(join(machine.dev, "ttyUSB0"), machine);
    const missing = locate();
    assert.ok("code" in missing && missing.code === "port-missing");
    machine.plug("ttyUSB0", stick);
    const radio = locate();
    assert.ok("code" in radio && radio.code === "option-invalid");
    assert.match(radio.message, /Z-Wave stick, which is never opened/);
  });
});

it("the table of ports says what would be done", () => {
  assert.equal(formatPorts([], "en"), "This machine has no serial ports.\n");
  machine.plug("ttyUSB0", ftdi);
  machine.plug("ttyUSB1", sonoff);
  const one = formatPorts(listPorts(machine), "en");
  assert.match(one, /ttyUSB0 {2}adapter: USB serial adapter \(FTDI\) +\/.*by-id\/usb-FTDI/);
  assert.match(one, /Without the option "device", this one is read: .*FTDI/);
  const german = formatPorts(listPorts(machine), "de");
  assert.match(german, /ttyUSB0 {2}adapter: USB-Seriell-Adapter \(FTDI\) +\/.*by-id\/usb-FTDI/);
  assert.match(german, /ttyUSB1 {2}radio: Zigbee-Stick/);
  assert.match(german, /wird dieser gelesen: .*USB-Seriell-Adapter/);
  machine.plug("ttyUSB2", ch340);
  assert.match(formatPorts(listPorts(machine), "en"), /set the option "device" to the right one:\n {2}\S+\n {2}\S+\n$/);
});

it("the command answers wrong use with its exit code", async () => {
  assert.equal(await portsCommand(["--everything"]), 2);
  assert.equal(await portsCommand(["/dev/ttyUSB0"]), 2);
});

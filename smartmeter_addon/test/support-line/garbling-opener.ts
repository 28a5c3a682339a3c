import { openPort, type PortOpener } from "../../src/source/open-port.ts";
import type { SerialSettings } from "../../src/source/serial-settings.ts";
import { type Frame, parseFrame, type Receiver, receive, send } from "./uart.ts";

/** The wire a pseudo-terminal does not have: parity, width, speed and polarity of the meter's end. */
export interface Wire {
  readonly settings: string;
  readonly inverted?: boolean;
  readonly receiver?: Receiver;
}

export interface GarblingOpener {
  readonly open: PortOpener;
  /** Settings the port was asked for, in order. */
  readonly asked: SerialSettings[];
}

/** Opens the real port; what passes is sent by the one UART and received by the other. */
export function createGarblingOpener(wire: Wire): GarblingOpener {
  const receiver = wire.receiver ?? { resync: "edge", flawed: "pass" };
  const meter = parseFrame(wire.settings);
  const asked: SerialSettings[] = [];

  function pass(octets: Uint8Array, from: Frame, to: Frame): Uint8Array {
    return Uint8Array.from(receive(send(octets, from, 0, wire.inverted), to, receiver), ({ octet }) => octet);
  }

  return {
    asked,
    async open(path, settings, handlers) {
      asked.push(settings);
      const port = await openPort(path, settings, {
        octets: (octets) => handlers.octets(pass(octets, meter, settings)),
        lost: handlers.lost,
      });
      return { ...port, write: (octets) => port.write(pass(octets, settings, meter)) };
    },
  };
}

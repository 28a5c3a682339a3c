/** A meter whose list nobody has described, at a TCP port: the last half hour at once, then a telegram every second. */
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { dataNotification, sealApdu } from "../../../src/tools/encode/encode-apdu.ts";
import { axdr } from "../../../src/tools/encode/encode-axdr.ts";
import { mbusTelegram } from "../../../src/tools/encode/encode-link.ts";
import { cosemDateTime, viennaTime } from "../../../src/tools/simulate/simulate-clock.ts";
import { testKey } from "../../../src/tools/test-keys.ts";

const systemTitle = Uint8Array.from(Buffer.from("4B464D1020017654", "hex"));
const style = { deviation: false, hundredths: 0, status: 0 };

export interface UnknownMeter {
  readonly port: number;
  /** From now on with one number more in front. */
  changeList(): void;
  close(): void;
}

/** A clock, Wh that rise by one with every telegram, a number that stands still, tenths of a volt, and a 0. */
export async function openUnknownMeter(): Promise<UnknownMeter> {
  let count = 0;
  let isLonger = false;
  const telegramAt = (atMs: number): Uint8Array => {
    count++;
    const clock = cosemDateTime(viennaTime(atMs), style);
    const numbers = [axdr.uint32(5_000_000 + count), axdr.uint32(77), axdr.uint16(2295 + (count % 7)), axdr.uint32(0)];
    const more = isLonger ? [axdr.uint32(5000)] : [];
    const body = axdr.structure([axdr.octetString(clock), ...more, ...numbers]);
    const seal = { key: testKey, systemTitle, invocationCounter: count, securityControl: 0x20 };
    return mbusTelegram(sealApdu(dataNotification(count, clock, body), seal));
  };
  const server = createServer((socket) => {
    socket.on("error", () => {});
    if (count === 0) for (let ago = 360; ago > 0; ago--) socket.write(telegramAt(Date.now() - 5000 * ago));
    const sending = setInterval(() => socket.write(telegramAt(Date.now())), 1000);
    socket.on("close", () => clearInterval(sending));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    changeList() {
      isLonger = true;
    },
    close: () => server.close(),
  };
}

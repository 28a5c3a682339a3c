import { createCipheriv } from "node:crypto";
import { crc16Arc } from "../../src/crc16.ts";
import { apduTag, decodeCiphered, securityBits, tagOctets } from "../../src/dlms/apdu.ts";
import { createMode5Decipherer, Decipherer } from "../../src/dlms/security.ts";
import { toText } from "../../src/octets.ts";
import { encryptMode5 } from "../../src/tools/encode/encode-amis.ts";
import { recordingOf } from "../../src/tools/recording/recording.ts";
import { gather, scatter } from "../../src/tools/recording/spans.ts";
import { mendCheck } from "../../src/tools/reseal/reseal-frames.ts";

interface Keys {
  readonly key: Uint8Array;
  readonly authenticationKey: Uint8Array | undefined;
}

/** The telegram a meter would have sent `steps` seconds later: clocks and counters moved, values as they were. */
export function neighbour(octets: Uint8Array, keys: Keys, steps: number): Uint8Array {
  const changed = octets.slice();
  const { frames, units } = recordingOf(octets, { keys, definitions: [] });
  for (const { framing, pieces } of units) {
    const content = gather(octets, pieces);
    if (framing === "amis") scatter(changed, pieces, moveAmis(content, keys, steps));
    else if (content[0] === apduTag.generalGloCiphering) scatter(changed, pieces, moveCiphered(content, keys, steps));
    else if (content[0] === apduTag.dataNotification) scatter(changed, pieces, moveText(content, steps));
  }
  for (const { name, at, end } of frames)
    if (name === "mbus" || name === "amis" || name === "hdlc")
      mendCheck(octets, changed, { kind: name === "hdlc" ? "hdlc" : "mbus", at, end, isWhole: true });
  return changed;
}

function moveCiphered(apdu: Uint8Array, { key, authenticationKey }: Keys, steps: number): Uint8Array {
  const ciphered = decodeCiphered(apdu);
  const { titleAt, textAt, textEnd, securityControl, invocationCounter } = ciphered;
  const { text } = new Decipherer({ encryption: key, authentication: undefined }).decipher(apdu, ciphered);
  const moved = apdu.slice();
  new DataView(moved.buffer).setUint32(textAt - 4, invocationCounter + steps);
  const nonce = Buffer.concat([moved.subarray(titleAt, titleAt + 8), moved.subarray(textAt - 4, textAt)]);
  const gcm = createCipheriv("aes-128-gcm", key, nonce, { authTagLength: tagOctets });
  if (authenticationKey !== undefined) gcm.setAAD(Buffer.concat([Uint8Array.of(securityControl), authenticationKey]));
  moved.set(Buffer.concat([gcm.update(moveText(text, steps)), gcm.final()]), textAt);
  if (securityControl & securityBits.authenticated && authenticationKey !== undefined)
    moved.set(gcm.getAuthTag(), textEnd);
  return moved;
}

function moveText(text: Uint8Array, steps: number): Uint8Array {
  const moved = text.slice();
  if (text[0] === 0x2f) return moveDsmr(moved, steps);
  // The invoke-id runs with the counter.
  new DataView(moved.buffer, moved.byteOffset).setUint32(
    1,
    new DataView(text.buffer, text.byteOffset).getUint32(1) + steps,
  );
  const outer = text.subarray(6, 10);
  for (let at = 6; at + 12 <= moved.length; at++) {
    if (outer.every((octet, index) => text[at + index] === octet) && moved[at - 1] === 12)
      moveWall(moved, at, at + 5, steps);
  }
  moveTimeAndDate(moved, steps);
  return moved;
}

/** Time and date in octet strings of four and five octets (Kärnten, Wels). */
function moveTimeAndDate(moved: Uint8Array, steps: number): void {
  for (let at = 0; at + 13 <= moved.length; at++)
    if (moved[at] === 9 && moved[at + 1] === 4 && moved[at + 6] === 9 && moved[at + 7] === 5)
      moveWall(moved, at + 8, at + 2, steps);
}

function moveWall(octets: Uint8Array, dateAt: number, timeAt: number, steps: number): void {
  const year = ((octets[dateAt] as number) << 8) | (octets[dateAt + 1] as number);
  const [month, day] = [octets[dateAt + 2] as number, octets[dateAt + 3] as number];
  const [hour, minute, second] = [...octets.subarray(timeAt, timeAt + 3)] as [number, number, number];
  const then = new Date(Date.UTC(year, month - 1, day, hour, minute, second + steps));
  octets.set(
    [then.getUTCFullYear() >> 8, then.getUTCFullYear() & 255, then.getUTCMonth() + 1, then.getUTCDate()],
    dateAt,
  );
  octets.set([then.getUTCHours(), then.getUTCMinutes(), then.getUTCSeconds()], timeAt);
  if (octets[dateAt + 4] !== 0xff) octets[dateAt + 4] = then.getUTCDay() === 0 ? 7 : then.getUTCDay();
}

function moveDsmr(text: Uint8Array, steps: number): Uint8Array {
  const before = toText(text);
  const clock = /0-0:1\.0\.0\((\d{6})(\d\d)(\d\d)(\d\d)([SW])\)/.exec(before);
  if (clock === null) throw new Error("no clock");
  const [, date, hour, minute, second, season] = clock as unknown as [string, string, string, string, string, string];
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second) + steps;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const wall = `${two(seconds / 3600)}${two((seconds / 60) % 60)}${two(seconds % 60)}`;
  const moved = Buffer.from(before.replace(clock[0], `0-0:1.0.0(${date}${wall}${season})`), "latin1");
  const mark = moved.lastIndexOf(0x21);
  moved.write(
    crc16Arc(moved, 0, mark + 1)
      .toString(16)
      .toUpperCase()
      .padStart(4, "0"),
    mark + 1,
    "latin1",
  );
  return moved;
}

function moveAmis(userData: Uint8Array, { key }: Keys, steps: number): Uint8Array {
  const moved = userData.slice();
  const address = Uint8Array.of(...moved.subarray(5, 7), ...moved.subarray(1, 5), ...moved.subarray(7, 9));
  const text = createMode5Decipherer(key)({ address, accessNumber: moved[9] as number }, moved.subarray(13)).slice();
  // The seconds of CP48 stand in the low six bits behind `2F 2F 06 6D`.
  const second = (text[4] as number) & 63;
  if (second + steps > 59 || second + steps < 0) text[5] = (text[5] as number) + (steps > 0 ? 1 : -1);
  text[4] = ((text[4] as number) & 0xc0) | ((second + steps + 60) % 60);
  moved[9] = ((moved[9] as number) + steps) & 255;
  moved.set(encryptMode5(text, key, address, moved[9] as number), 13);
  return moved;
}

import { createCipheriv, createDecipheriv } from "node:crypto";
import { apduTag, decodeCiphered, securityBits, tagOctets } from "../../src/dlms/apdu.ts";
import { createBlockTransfer } from "../../src/dlms/block-transfer.ts";
import { createLinkDecoder } from "../../src/link/link-decoder.ts";
import { createMeterDecoder } from "../../src/meter/decoder.ts";
import type { Definitions } from "../../src/meter/definition.ts";
import { createSimulatedMeter, testAuthenticationKey, testKey } from "../../src/tools/simulate.ts";

export interface Throughput {
  readonly meter: string;
  /** Telegrams a second from link octets to named, checked values. */
  readonly perSecond: number;
  /** The same machine's bound: its ciphers on the same ciphertexts and a bare walk over the octets. */
  readonly boundPerSecond: number;
  /** Microseconds of processor time a telegram. */
  readonly cpuUs: number;
}

const keys = { key: testKey, authenticationKey: testAuthenticationKey };

/** Medians of alternating rounds, so that a busy machine slows both alike. */
export function measureThroughput(
  meter: string,
  definitions: Definitions,
  telegrams: number,
  rounds: number,
): Throughput {
  const simulated = createSimulatedMeter({ meter, startMs: Date.UTC(2026, 5, 1, 8) });
  const stream = Array.from({ length: telegrams }, () => simulated.next().octets);
  const apdus = stream.flatMap(apdusOf());
  const ours: number[] = [];
  const bounds: number[] = [];
  for (let round = 0; round < rounds + 2; round++) {
    const own = secondsOf(() => {
      const decoder = createMeterDecoder({ keys, definitions });
      let readings = 0;
      for (const octets of stream) for (const event of decoder.push(octets)) if (event.kind === "reading") readings++;
      if (readings !== telegrams) throw new Error(`${meter}: ${readings} readings of ${telegrams} telegrams`);
    });
    const bound = secondsOf(() => boundOf(apdus));
    // The first rounds are the compiler's.
    if (round < 2) continue;
    ours.push(own);
    bounds.push(bound);
  }
  const seconds = median(ours);
  return {
    meter,
    perSecond: Math.round(telegrams / seconds),
    boundPerSecond: Math.round(telegrams / median(bounds)),
    cpuUs: Math.round((seconds / telegrams) * 1e7) / 10,
  };
}

/** Processor time: other programs on the machine do not count. */
function secondsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}

/** The ciphered APDUs of a stream, without link and blocks. */
function apdusOf(): (octets: Uint8Array) => Uint8Array[] {
  const link = createLinkDecoder(() => "none");
  const blocks = createBlockTransfer();
  return (octets) => {
    if (octets[0] === apduTag.generalGloCiphering) return [octets];
    return link.push(octets).flatMap((event) => {
      if (event.kind !== "apdu") return [];
      const whole = event.apdu[0] === apduTag.generalBlockTransfer ? blocks.take(event.apdu).apdu : event.apdu;
      return whole === undefined ? [] : [whole.slice()];
    });
  };
}

function boundOf(apdus: readonly Uint8Array[]): number {
  const ecb = createCipheriv("aes-128-ecb", testKey, null).setAutoPadding(false);
  const blocks = new Uint8Array(1024);
  const aad = Buffer.concat([Uint8Array.of(0x30), testAuthenticationKey]);
  let sum = 0;
  for (const apdu of apdus) {
    if (apdu[0] !== apduTag.generalGloCiphering) {
      // AMIS: a cipher object a telegram, because its initial vector changes.
      const text = createDecipheriv("aes-128-cbc", testKey, new Uint8Array(16))
        .setAutoPadding(false)
        .update(apdu.subarray(13));
      sum += walk(text);
      continue;
    }
    const { titleAt, textAt, textEnd, securityControl } = decodeCiphered(apdu);
    if (securityControl & securityBits.authenticated) {
      const nonce = Buffer.concat([apdu.subarray(titleAt, titleAt + 8), apdu.subarray(textAt - 4, textAt)]);
      const gcm = createDecipheriv("aes-128-gcm", testKey, nonce, { authTagLength: tagOctets });
      gcm.setAAD(aad).setAuthTag(apdu.subarray(textEnd, textEnd + tagOctets));
      const text = gcm.update(apdu.subarray(textAt, textEnd));
      gcm.final();
      sum += walk(text);
    } else {
      const length = textEnd - textAt;
      const stream = ecb.update(blocks.subarray(0, Math.ceil(length / 16) * 16));
      for (let at = 0; at < length; at++) stream[at] = (stream[at] as number) ^ (apdu[textAt + at] as number);
      sum += walk(stream);
    }
  }
  return sum;
}

function walk(octets: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < octets.length; at++) sum = (sum + (octets[at] as number)) | 0;
  return sum;
}

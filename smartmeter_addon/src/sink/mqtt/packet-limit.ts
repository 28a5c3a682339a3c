/**
 * Keeps the broker's messages small: MQTT.js holds a whole message in memory before anybody can look at it. MQTT 5 lets
 * a client tell the broker a limit, but Mosquitto 2.0 has a bug there: each message it leaves out keeps its place among
 * those in flight, and after twenty of them it sends nothing more.
 */
import type { Socket } from "node:net";
import { Transform } from "node:stream";

/**
 * Octets that are read of a message behind its fixed header. We need only a few, but the longest topic must fit with
 * all that surrounds it, so that a message that was cut still has its topic and is acknowledged.
 */
export const messageLimit = 131_072;

/** Makes the client that pipes this socket into its parser get no message longer than {@link messageLimit}. */
export function limitPackets<S extends Socket>(socket: S): S {
  const pipe = socket.pipe.bind(socket);
  socket.pipe = (destination) => pipe(createPacketLimit()).pipe(destination);
  return socket;
}

/**
 * Cuts PUBLISH packets: the header gets a shorter length, and the rest of the payload is skipped. Everything else
 * passes unchanged, whatever it says, for the parser to judge. MQTT 3.1.1 and 5 have the same fixed header (section
 * 2.2).
 */
export function createPacketLimit(): Transform {
  /** Type octet and length octets, until the length is complete. */
  let header: number[] = [];
  /** Octets of the packet that still pass, and octets behind them that do not. */
  let passing = 0;
  let dropping = 0;

  const enter = (octet: number): Uint8Array | undefined => {
    header.push(octet);
    if (header.length === 1 || (octet >= 0x80 && header.length < 5)) return undefined;
    const length = header.slice(1).reduce((sum, part, at) => sum + (part & 0x7f) * 128 ** at, 0);
    const isPublish = (header[0] as number) >> 4 === 3;
    // A length has no fifth octet: the parser refuses what comes, and the connection with it.
    passing = octet >= 0x80 ? Number.POSITIVE_INFINITY : isPublish ? Math.min(length, messageLimit) : length;
    dropping = Math.max(0, length - passing);
    const entered = dropping === 0 ? header : [header[0] as number, ...lengthOctets(passing)];
    header = [];
    return Uint8Array.from(entered);
  };

  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      let at = 0;
      while (at < chunk.length) {
        if (passing > 0) {
          const part = chunk.subarray(at, at + passing);
          this.push(part);
          passing -= part.length;
          at += part.length;
        } else if (dropping > 0) {
          const gone = Math.min(dropping, chunk.length - at);
          dropping -= gone;
          at += gone;
        } else {
          const entered = enter(chunk[at++] as number);
          if (entered !== undefined) this.push(entered);
        }
      }
      done();
    },
  });
}

/** The remaining length as MQTT writes it: seven bits an octet, the lowest first. */
function lengthOctets(length: number): number[] {
  return length < 128 ? [length] : [(length & 0x7f) | 0x80, ...lengthOctets(length >>> 7)];
}

/**
 * Telnet (RFC 854, 855, 856) as far as a serial port behind it needs it: takes commands out of the stream, agrees to
 * what leaves octets alone (BINARY, SUPPRESS-GO-AHEAD, and COM-PORT-OPTION where it is wanted), and refuses the rest.
 */
import { concatOctets } from "../octets.ts";

/** Numbers of the options we know. */
export const telnetOptions = { binary: 0, echo: 1, suppressGoAhead: 3, comPort: 44 } as const;

const iac = 0xff;
const will = 0xfb;
const wont = 0xfc;
const doIt = 0xfd;
const dont = 0xfe;
const subBegin = 0xfa;
const subEnd = 0xf0;
/** Options that serial servers name in their first octets: echo, status, terminal type, window size, … */
const usualOptions: ReadonlySet<number> = new Set([0, 1, 3, 5, 6, 24, 31, 32, 33, 34, 36, 39, 44]);
/** Longer than any answer of a COM-PORT-OPTION server; anything longer is cut. */
const longestSubnegotiation = 1024;

/** Whether a connection's first octets are telnet; `open`: more of them are needed. */
export function beginsWithTelnet(octets: Uint8Array): "yes" | "no" | "open" {
  const [first, verb, option] = octets;
  if (first === undefined) return "open";
  if (first !== iac || (verb !== undefined && (verb < will || verb > dont))) return "no";
  if (option === undefined) return "open";
  return usualOptions.has(option) ? "yes" : "no";
}

/** Who hears of the other side's commands. */
export interface TelnetHandlers {
  /** Octets for the other side, as they go over the line. */
  send(octets: Uint8Array): void;
  /** The other side has answered about an option of ours: whether it is now in force. */
  agreed?(option: number, isAgreed: boolean): void;
  subnegotiation?(option: number, octets: Uint8Array): void;
}

/** One connection. */
export interface Telnet {
  /** Takes octets from the line; gives what is left without commands, each doubled `FF` made a single one. */
  take(octets: Uint8Array): Uint8Array;
  /** Octets for the line: every `FF` is doubled. */
  escape(octets: Uint8Array): Uint8Array;
  offer(option: number): void;
  ask(option: number): void;
  subnegotiate(option: number, octets: Uint8Array): void;
}

/** `wanted`: options we agree to, on both sides. */
export function createTelnet(wanted: readonly number[], handlers: TelnetHandlers): Telnet {
  let state: "octets" | "command" | "option" | "sub" | "sub-command" = "octets";
  let verb = 0;
  let sub: number[] = [];
  /** Options in force or asked for, on our side and on the other; only a change is answered (RFC 1143). */
  const ours = new Set<number>();
  const theirs = new Set<number>();

  function say(command: number, option: number): void {
    handlers.send(Uint8Array.of(iac, command, option));
  }

  function settle(side: Set<number>, option: number, isOn: boolean, yes: number, no: number): void {
    const was = side.has(option);
    if (isOn && !wanted.includes(option)) {
      say(no, option);
      return;
    }
    if (isOn !== was) {
      if (isOn) side.add(option);
      else side.delete(option);
      say(isOn ? yes : no, option);
    }
  }

  function onCommand(option: number): void {
    if (verb === will || verb === wont) settle(theirs, option, verb === will, doIt, dont);
    else {
      settle(ours, option, verb === doIt, will, wont);
      handlers.agreed?.(option, ours.has(option));
    }
  }

  function onSubnegotiation(): void {
    const [option, ...octets] = sub;
    if (option !== undefined) handlers.subnegotiation?.(option, Uint8Array.from(octets));
    sub = [];
  }

  /** Takes one octet of the stream; gives an octet of the serial line, or undefined. */
  function step(octet: number): number | undefined {
    switch (state) {
      case "octets":
        if (octet !== iac) return octet;
        state = "command";
        return undefined;
      case "command":
        if (octet >= will) {
          state = octet === iac ? "octets" : "option";
          verb = octet;
          return octet === iac ? octet : undefined;
        }
        state = octet === subBegin ? "sub" : "octets";
        return undefined;
      case "option":
        state = "octets";
        onCommand(octet);
        return undefined;
      case "sub":
        if (octet === iac) state = "sub-command";
        else if (sub.length < longestSubnegotiation) sub.push(octet);
        return undefined;
      case "sub-command":
        state = octet === subEnd ? "octets" : "sub";
        if (octet === subEnd) onSubnegotiation();
        else if (octet === iac && sub.length < longestSubnegotiation) sub.push(octet);
        return undefined;
    }
  }

  return {
    take(octets) {
      const left = new Uint8Array(octets.length);
      let length = 0;
      for (const octet of octets) {
        const kept = step(octet);
        if (kept !== undefined) left[length++] = kept;
      }
      return left.subarray(0, length);
    },
    escape: doubled,
    offer(option) {
      ours.add(option);
      say(will, option);
    },
    ask(option) {
      theirs.add(option);
      say(doIt, option);
    },
    subnegotiate(option, octets) {
      handlers.send(concatOctets([Uint8Array.of(iac, subBegin, option), doubled(octets), Uint8Array.of(iac, subEnd)]));
    },
  };
}

function doubled(octets: Uint8Array): Uint8Array {
  return Uint8Array.from([...octets].flatMap((octet) => (octet === iac ? [iac, iac] : [octet])));
}

/** What a serial port is set to. */
export interface SerialSettings {
  /** Bits per second. */
  readonly speed: number;
  readonly dataBits: 7 | 8;
  readonly parity: "none" | "even" | "odd";
  readonly stopBits: 1 | 2;
}

const parities = { N: "none", E: "even", O: "odd" } as const;

/** `2400 8E1` as settings; undefined when the text is anything else. */
export function parseSettings(text: string): SerialSettings | undefined {
  const match = /^(\d{3,6}) ([78])([NEO])([12])$/.exec(text.trim());
  if (match === null) return undefined;
  return {
    speed: Number(match[1]),
    dataBits: match[2] === "7" ? 7 : 8,
    parity: parities[match[3] as keyof typeof parities],
    stopBits: match[4] === "2" ? 2 : 1,
  };
}

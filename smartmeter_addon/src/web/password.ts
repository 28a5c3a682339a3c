/** The page's password and its sessions. */
import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";

/** Cost of scrypt: 16 MiB and some 50 ms on a small machine, once per login. */
const cost = { N: 16384, r: 8, p: 1 };
const form = /^scrypt:([0-9a-f]{32}):([0-9a-f]{64})$/;

/** `scrypt:<salt>:<hash>`, which a configuration file may have instead of the password. */
export function hashPassword(password: string): string {
  const salt = randomBytes(16);
  return `scrypt:${salt.toString("hex")}:${derive(password, salt).toString("hex")}`;
}

/** A configured password as its hash; the text itself is not kept. */
export function asHash(configured: string): string {
  return form.test(configured) ? configured : hashPassword(configured);
}

/** Compares in constant time. */
export function isPassword(attempt: string, hash: string): boolean {
  const [, salt, wanted] = form.exec(hash) ?? [];
  if (salt === undefined || wanted === undefined) return false;
  return timingSafeEqual(derive(attempt, Buffer.from(salt, "hex")), Buffer.from(wanted, "hex"));
}

function derive(password: string, salt: Buffer): Buffer {
  return scryptSync(password.normalize("NFC"), salt, 32, cost);
}

/** Browsers that gave the password: each has a random token, for a week, in memory only. */
export interface Sessions {
  /** Gives a new token. */
  begin(nowMs: number): string;
  knows(token: string | undefined, nowMs: number): boolean;
}

const weekMs = 7 * 24 * 3600 * 1000;
const most = 64;

/** None at the start: a restart logs everybody out. */
export function createSessions(): Sessions {
  const ends = new Map<string, number>();
  return {
    begin(nowMs) {
      for (const [token, end] of ends) if (end < nowMs || ends.size >= most) ends.delete(token);
      const token = randomBytes(32).toString("base64url");
      ends.set(token, nowMs + weekMs);
      return token;
    },
    knows: (token, nowMs) => token !== undefined && (ends.get(token) ?? Number.NEGATIVE_INFINITY) >= nowMs,
  };
}

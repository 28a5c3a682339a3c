/** Answers that are waited for, each under a name and for a limited time. */
import type { PortError } from "./open-port.ts";

/** Somebody who waits for an answer. */
interface Waiting {
  readonly resolve: (octets: Uint8Array) => void;
  readonly reject: (error: PortError) => void;
}

/** Answers of one connection. */
export interface Answers<Name> {
  /** Waits for an answer; rejects with `late` where none comes in time. */
  wait(to: Name, late: PortError): Promise<Uint8Array>;
  /** An answer came; one that nobody waits for is dropped. */
  resolve(to: Name, octets: Uint8Array): void;
  reject(to: Name, error: PortError): void;
  /** No more answers will come. */
  rejectAll(error: PortError): void;
}

/** `limitMs`: how long an answer may take. */
export function createAnswers<Name>(limitMs: number): Answers<Name> {
  const waiting = new Map<Name, Waiting>();
  return {
    wait(to, late) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => settle(() => reject(late)), limitMs);
        const settle = (how: () => void): void => {
          clearTimeout(timer);
          waiting.delete(to);
          how();
        };
        waiting.set(to, {
          resolve: (octets) => settle(() => resolve(octets)),
          reject: (error) => settle(() => reject(error)),
        });
      });
    },
    resolve: (to, octets) => waiting.get(to)?.resolve(octets),
    reject: (to, error) => waiting.get(to)?.reject(error),
    rejectAll(error) {
      for (const { reject } of waiting.values()) reject(error);
    },
  };
}

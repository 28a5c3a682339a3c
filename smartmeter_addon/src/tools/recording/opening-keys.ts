/** Whose keys open what somebody shared: the meter's own, or the public ones that captures are sealed under. */
import { createMeterDecoder, type MeterKeys } from "../../decoder.ts";
import type { Sentence } from "../../language/language.ts";
import { testAuthenticationKey, testKey } from "../test-keys.ts";

/** Public, so nobody's: only for what is looked at, never for a meter that is heard. */
export const publicKeys: MeterKeys = { key: testKey, authenticationKey: testAuthenticationKey };

/** For whoever pastes or decodes what {@link publicKeys} opened. */
export const sealedPublicly: Sentence = {
  en: "This is sealed under the public test key, as captures to share are, and was opened with it.",
  de: "Das ist mit dem öffentlichen Testschlüssel versiegelt, wie jeder Mitschnitt zum Weitergeben, und wurde damit geöffnet.",
};

/** Tries keys on octets as they come. */
export interface KeyTrial {
  /** The keys that open what came so far; undefined while nothing has shown which. */
  push(octets: Uint8Array): MeterKeys | undefined;
  /** Nothing comes any more: the meter's own where neither opened anything. */
  end(): MeterKeys;
}

/** Between the meter's own keys and {@link publicKeys}: the ones that open more, the own where both do the same. */
export function createKeyTrial(own: MeterKeys): KeyTrial {
  const openers = [own, publicKeys].map((keys) => {
    const options = { keys, definitions: [], unchecked: true, plaintext: true };
    return { keys, decoder: createMeterDecoder(options), opened: 0 };
  });

  function best(): MeterKeys | undefined {
    const found = openers.reduce((one, other) => (other.opened > one.opened ? other : one));
    return found.opened === 0 ? undefined : found.keys;
  }

  return {
    push(octets) {
      for (const opener of openers)
        opener.opened += opener.decoder.push(octets).filter(({ kind }) => kind === "plaintext").length;
      return best();
    },
    end() {
      for (const opener of openers)
        opener.opened += opener.decoder.end().filter(({ kind }) => kind === "plaintext").length;
      return best() ?? own;
    },
  };
}

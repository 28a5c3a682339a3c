/** What the set-up view finds at a host in the network, in words. */
import type { Language } from "../language/language.ts";
import { lookForReaders, parseReaderPlaces } from "../source/look.ts";
import { sayFault } from "../texts/help.ts";
import type { ReaderLookView } from "../web/view.ts";

/** Looks at the host somebody typed; undefined where that is no host, or names a port that is not a reader's. */
export async function lookAtHost(
  typed: string,
  key: string | undefined,
  language: Language,
): Promise<ReaderLookView | undefined> {
  const wanted = parseReaderPlaces(typed);
  if (wanted === undefined) return undefined;
  const { found, fault } = await lookForReaders(wanted.places, key);
  return {
    found,
    problem: fault === undefined ? undefined : sayFault(fault, language),
    wantsKey: fault?.code === "reader-key",
  };
}

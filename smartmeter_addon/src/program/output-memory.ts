/** What an output keeps in the data folder. */

import type { Language } from "../language/language.ts";
import type { Log } from "../log.ts";
import type { OutputMemory } from "../sink/output.ts";
import { faultBegins } from "../texts/log-lines.ts";
import type { Save, StateSaver } from "./state-saver.ts";
import { openStore } from "./state-store.ts";

/** Where it is kept, and who hears when that fails. */
export interface OutputMemoryOptions {
  readonly folder: string | undefined;
  readonly language: Language;
  readonly log: Log;
  readonly saver: StateSaver;
}

/** One file holds all of it; a thousand meters heard for the first time must not write it a thousand times. */
export function openOutputMemory(name: string, { folder, language, log, saver }: OutputMemoryOptions): OutputMemory {
  const store = openStore({
    folder,
    name,
    onFault: (fault) => fault && log.warning(faultBegins(language, `${name}.json`, fault)),
  });
  let newest: unknown;
  const save: Save = (how) => {
    if (newest !== undefined) store.save(newest, how);
  };
  saver.add(save);
  return {
    load: store.load,
    save(state) {
      newest = state;
      saver.soon(save);
    },
  };
}

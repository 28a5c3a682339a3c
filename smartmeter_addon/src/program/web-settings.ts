/** Settings as the page changes them: checked as a whole, written where they belong, and put to use. */
import { rename, stat, writeFile } from "node:fs/promises";
import type { Supervisor } from "../host/supervisor.ts";
import { parseKey } from "../key/keys.ts";
import type { Language, Sentence } from "../language/language.ts";
import { type ConfigurationInput, formatProblem } from "../options/configuration.ts";
import { describeSettings, planChanges, type SettingChange, typedValue } from "../options/settings.ts";
import type { SettingsTools } from "../web/tools.ts";
import type { ConfigurationDraft } from "../web/view.ts";

/** Where settings are read and written. */
export interface WebSettingsOptions {
  readonly input: ConfigurationInput;
  /** The app's Supervisor; undefined outside the app. */
  readonly supervisor: Supervisor | undefined;
  /** The folder that stands for `/`; a test has its own. */
  readonly root?: string | undefined;
  /** Restarts the program with the options as they are then written. */
  readonly reload: () => void;
}

/** Only the owner may read it: there are keys in it. */
const ownerOnly = 0o600;

const unsaved: Sentence = {
  en: "Home Assistant did not take the options:",
  de: "Home Assistant hat die Optionen nicht angenommen:",
};

/** The settings of this configuration. */
export function createWebSettings({ input, supervisor, root = "", reload }: WebSettingsOptions): SettingsTools {
  const inApp = supervisor !== undefined;
  /** Options of the form take effect at the app's next start; all others are read again at once. */
  let needsRestart = false;

  const change = async (changes: readonly SettingChange[], language: Language): Promise<readonly string[]> => {
    const wrongKeys = changes.flatMap((entry) => keyProblem(entry, language));
    if (wrongKeys.length > 0) return wrongKeys;
    const planned = planChanges(input, changes, inApp);
    if ("problems" in planned) return planned.problems.map((problem) => formatProblem(problem, language));
    const { file, form } = planned.plan;
    if (form !== undefined) {
      const refusal = await supervisor?.saveOptions(form);
      if (refusal !== undefined) return [`${unsaved[language]} ${refusal}`];
      needsRestart = true;
    }
    if (file !== undefined) await writeWhole(`${root}${file.path}`, file.text);
    return [];
  };

  return {
    describe: (language) => describeSettings(input, inApp, language),
    change: (changes, language) =>
      change(
        changes.map(({ path, value }) => ({ path, value: typedValue(path, value) })),
        language,
      ),
    async apply() {
      if (!needsRestart) reload();
      return needsRestart ? supervisor?.restart() : undefined;
    },
  };
}

/** What was entered in the set-up view, as changes of the meter's options. */
export function changesOf(draft: ConfigurationDraft): SettingChange[] {
  const { meter, name, port, readerKey, key, authenticationKey } = draft;
  const fields = { name, port, reader_key: readerKey, key, authentication_key: authenticationKey };
  return Object.entries(fields).flatMap(([field, value]) =>
    value === undefined ? [] : [{ path: `meters[${meter}].${field}`, value }],
  );
}

const keyFields = /\.(key|authentication_key|previous_key)$/;

function keyProblem({ path, value }: SettingChange, language: Language): string[] {
  if (!keyFields.test(path) || typeof value !== "string") return [];
  const parsed = parseKey(value);
  return "problem" in parsed ? [parsed.problem[language]] : [];
}

/** Writes a file beside the old one first, so that a power cut leaves one of the two whole. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const mode = await stat(path).then(
    (old) => old.mode & 0o777,
    () => ownerOnly,
  );
  const beside = `${path}.new`;
  await writeFile(beside, text, { mode });
  await rename(beside, path);
}

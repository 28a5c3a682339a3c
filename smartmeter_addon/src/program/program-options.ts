/** What a start of the program is given. */
import type { Language } from "../language/language.ts";
import type { Log } from "../log.ts";
import type { Options } from "../options/options.ts";

export interface ProgramOptions {
  readonly options: Options;
  /** Started by the Supervisor of Home Assistant. */
  readonly inApp: boolean;
  readonly language: Language;
  readonly timeZone: string;
  readonly log: Log;
  readonly version: string;
  readonly env: NodeJS.ProcessEnv;
  /** The YAML file the options came from; the page may write it. */
  readonly configurationFile: string | undefined;
  /** Of the command line, to read the configuration again. */
  readonly flags?: readonly string[] | undefined;
  /** Restarts the program with the options as they are written now. */
  readonly reload?: (() => void) | undefined;
  /** Writes deciphered telegrams into the log. */
  readonly showPlaintext?: boolean | undefined;
}

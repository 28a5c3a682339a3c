/** What a start of the program is given. */
import type { Language } from "../language/language.ts";
import type { Log } from "../log.ts";
import type { Options } from "../options/options.ts";

/** The checked options, and what the command adds to them. */
export interface ProgramOptions {
  readonly options: Options;
  /** Home Assistant's Supervisor started the program. */
  readonly inApp: boolean;
  readonly language: Language;
  readonly timeZone: string;
  readonly log: Log;
  readonly version: string;
  readonly env: NodeJS.ProcessEnv;
  /** The YAML file the options came from; the page may write it. */
  readonly configurationFile: string | undefined;
  /** Flags of the command line, for reading the configuration again. */
  readonly flags?: readonly string[] | undefined;
  /** Restarts the program with the options as they are then written. */
  readonly reload?: (() => void) | undefined;
  /** Writes deciphered telegrams into the log. */
  readonly showPlaintext?: boolean | undefined;
}

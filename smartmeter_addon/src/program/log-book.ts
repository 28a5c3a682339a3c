/** The last lines of the log, for who looks at the page instead of a terminal. */
import type { Log, LogFields, LogLevel } from "../log.ts";
import { withoutSecrets } from "../secret.ts";
import type { LogLine } from "../web/view.ts";

export interface LogBook extends Log {
  /** Oldest first. */
  lines(): readonly LogLine[];
}

/** Some hours of a house with trouble; a quiet one fills it in weeks. */
const mostLines = 1000;
/** A stack trace is longer, and of no use to who reads the page. */
const mostLetters = 600;

/** A log that hands everything on, and keeps what is worth a line: all but `debug`. */
export function createLogBook(log: Log): LogBook {
  const lines: LogLine[] = [];
  const at =
    (level: Exclude<LogLevel, "debug">) =>
    (message: string, fields?: LogFields): void => {
      // One line, whatever a meter or a server has sent.
      const text = withoutSecrets(message).replace(/\s+/g, " ").slice(0, mostLetters);
      lines.push({ atMs: Date.now(), level, text });
      if (lines.length > mostLines) lines.shift();
      log[level](message, fields);
    };
  return {
    error: at("error"),
    warning: at("warning"),
    info: at("info"),
    debug: log.debug,
    lines: () => lines,
  };
}

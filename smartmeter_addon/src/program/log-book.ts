/** The last lines of the log, for people who look at the page and not at a terminal. */
import type { Log, LogFields, LogLevel } from "../log.ts";
import { withoutSecrets } from "../secret.ts";
import type { LogLine } from "../web/view.ts";

/** A log that remembers its last lines. */
export interface LogBook extends Log {
  /** Oldest first. */
  lines(): readonly LogLine[];
}

/** Some hours of a household in trouble; a quiet one takes weeks to fill it. */
const mostLines = 1000;
/** A stack trace is longer, and of no use to readers of the page. */
const mostLetters = 600;

/** Hands everything on to `log`, and keeps all but `debug`. */
export function createLogBook(log: Log): LogBook {
  const lines: LogLine[] = [];
  const at =
    (level: Exclude<LogLevel, "debug">) =>
    (message: string, fields?: LogFields): void => {
      // It stays one line, no matter what a meter or a server has sent.
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

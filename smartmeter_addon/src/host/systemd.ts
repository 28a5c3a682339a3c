/** Readiness and watchdog for systemd. */
import { execFile } from "node:child_process";
import type { Language } from "../language/language.ts";
import type { Log } from "../log.ts";
import { message } from "../texts/log-lines.ts";

/** Tells systemd how the program stands; does nothing where no systemd listens. */
export interface Systemd {
  /** Everything is open. From now on a beat goes out twice per watchdog interval, as long as the event loop turns. */
  ready(): void;
  /** The end has begun; no more beats. */
  stopping(): void;
}

/**
 * Runs `systemd-notify`, because Node.js has no Unix datagram sockets: a process of half a megabyte for some
 * milliseconds, twice a minute. If a beat cannot be sent, the watchdog acts.
 */
export function openSystemd(
  env: Readonly<Record<string, string | undefined>>,
  log: Log,
  language: Language = "en",
): Systemd {
  const socket = env.NOTIFY_SOCKET;
  if (socket === undefined || socket === "") return { ready: () => {}, stopping: () => {} };
  const watchdogMs = Number(env.WATCHDOG_USEC ?? 0) / 1000;
  let beating: NodeJS.Timeout | undefined;
  let failed = false;
  const notify = (...messages: string[]): void => {
    execFile("systemd-notify", messages, { env: { PATH: env.PATH, NOTIFY_SOCKET: socket }, timeout: 5000 }, (error) => {
      if (error !== null && !failed) log.warning(message(language, "systemdFailed", { reason: error.message.trim() }));
      failed = error !== null;
    });
  };
  return {
    ready() {
      notify("--ready");
      if (watchdogMs > 0) beating = setInterval(() => notify("WATCHDOG=1"), watchdogMs / 2).unref();
    },
    stopping() {
      clearInterval(beating);
      notify("STOPPING=1");
    },
  };
}

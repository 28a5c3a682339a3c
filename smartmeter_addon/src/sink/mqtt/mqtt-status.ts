/** The payload of a status topic. */
import { withoutSecrets } from "../../secret.ts";
import { zonedInstant } from "../local-time.ts";
import type { MeterStatus } from "../sink.ts";

/** What a meter's status topic carries besides the status itself. */
export interface StatusExtras {
  readonly text: string;
  /** ISO 8601 with offset. */
  readonly meterTime: string | undefined;
  readonly lastSeenMs: number | undefined;
}

/** The status topic's JSON. Every key is always there: Home Assistant logs a warning if a template finds none. */
export function statusPayload(status: MeterStatus, extras: StatusExtras, timeZone: string): string {
  const { counts, lastReadingAtMs } = status;
  const instant = (ms: number | undefined): string | null =>
    ms !== undefined && Number.isFinite(ms) ? zonedInstant(ms, timeZone) : null;
  return withoutSecrets(
    JSON.stringify({
      status: status.code,
      problem: status.problem ? "ON" : "OFF",
      text: extras.text,
      since: instant(status.sinceMs),
      last_seen: instant(extras.lastSeenMs ?? lastReadingAtMs),
      meter_time: extras.meterTime ?? null,
      telegrams: counts.telegrams,
      errors: counts.faults,
      quarantined: counts.held,
      left_out: counts.leftOut,
      left_out_rules: status.leftOutRules ?? {},
      duplicates: counts.duplicates,
      lost: counts.lost,
      octets: counts.octets,
      skipped_octets: counts.skippedOctets,
      interval: status.intervalMs === undefined ? null : Math.round(status.intervalMs / 100) / 10,
      link_quality: status.linkQuality === undefined ? null : Math.round(status.linkQuality * 1000) / 10,
      source: status.source ?? null,
    }),
  );
}

/** The status of a meter that no line hears any more: everything unknown. */
export const statusUnknown = JSON.stringify({
  status: null,
  problem: null,
  text: null,
  since: null,
  last_seen: null,
  meter_time: null,
  telegrams: null,
  errors: null,
});

/** Whether people should learn of the new status at once instead of with the next slow message. */
export function isNews(status: MeterStatus, before: MeterStatus | undefined): boolean {
  return (
    before === undefined ||
    status.code !== before.code ||
    status.problem !== before.problem ||
    status.available !== before.available
  );
}

/** The status of an entry before anything is known about its line. */
export function startingStatus(atMs: number): MeterStatus {
  const counts = {
    telegrams: 0,
    faults: 0,
    held: 0,
    leftOut: 0,
    duplicates: 0,
    lost: 0,
    octets: 0,
    skippedOctets: 0,
  };
  return {
    code: "starting",
    fault: undefined,
    sinceMs: atMs,
    problem: false,
    available: false,
    intervalMs: undefined,
    counts,
    linkQuality: undefined,
    lastReadingAtMs: undefined,
    source: undefined,
  };
}

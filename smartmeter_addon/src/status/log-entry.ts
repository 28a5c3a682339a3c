/** What the status tracker finds worth a line in the log. */
import type { SourceEvent } from "../source/source.ts";
import type { Reading } from "../telegram/reading.ts";
import type { MeterStatus } from "./meter-status.ts";
import type { StandingChange } from "./standing.ts";

/** What is worth a line in the log, as a value; `texts/log-lines.ts` turns it into a sentence. */
export type LogEntry =
  | StandingChange
  | Extract<SourceEvent, { kind: "opened" | "probing" | "settled" }>
  | { readonly kind: "second-awaited"; readonly reading: Reading }
  | { readonly kind: "first-reading"; readonly reading: Reading }
  | { readonly kind: "rhythm"; readonly intervalMs: number }
  | { readonly kind: "silent"; readonly spanMs: number }
  | { readonly kind: "speaking"; readonly spanMs: number }
  | { readonly kind: "hourly"; readonly counts: MeterStatus["counts"]; readonly linkQuality: number | undefined };

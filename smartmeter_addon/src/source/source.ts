/** What a source is to the rest of the program. */
import type { Fault } from "../fault.ts";

/**
 * What the link layer proved or failed to prove about this source's octets. The search for port settings depends on it.
 */
export interface LinkEvidence {
  /** Frames whose check was right, since the last evidence. */
  readonly proven: number;
  /** Frames whose header was right and whose check was not. */
  readonly damaged: number;
  /** Which framing proved itself, for the log. */
  readonly framing: string | undefined;
  /** Another protocol was recognised (SML, …): the settings are right, however little can be read with them. */
  readonly foreign?: boolean;
}

/** What a source says. */
export type SourceEvent =
  /** Octets as they came; cut anywhere. */
  | { readonly kind: "octets"; readonly octets: Uint8Array }
  /** Nothing came for a while: a hint, never a frame boundary. */
  | { readonly kind: "silence" }
  /** The source is open and listening: what it is, and with which settings. */
  | { readonly kind: "opened"; readonly description: string; readonly settings: string | undefined }
  /** A setting is being tried (`9600 8N1`, number `step` of `steps`). */
  | { readonly kind: "probing"; readonly settings: string; readonly step: number; readonly steps: number }
  /** The settings proved themselves and are kept. */
  | { readonly kind: "settled"; readonly settings: string }
  /** It could not be opened, went away or stays silent; the source keeps trying. */
  | { readonly kind: "fault"; readonly fault: Fault }
  /** A file or standard input has ended. */
  | { readonly kind: "end" };

/**
 * Where octets come from. Iterating never throws; a broken line is a `fault` event, and the source reconnects for ever.
 */
export interface Source extends AsyncIterable<SourceEvent> {
  /** Octets for the meter (acknowledgements); dropped where the source cannot write. */
  write(octets: Uint8Array): void;
  /** What became of the octets; sources that search their settings need it, others ignore it. */
  evidence(evidence: LinkEvidence): void;
  /** Ends the iteration and frees the port. */
  close(): Promise<void>;
}

/**
 * What the decoder makes of recorded octets: where it cut them, what it put together, and what came of it. Page, explain
 * and the resealer look at recordings through this and find no frames by themselves.
 */
import { createMeterDecoder, type MeterKeys } from "../../decoder.ts";
import { apduTag } from "../../dlms/apdu.ts";
import { BlockTransfer, decodeBlock } from "../../dlms/block-transfer.ts";
import { createFault, type Fault, faultOf, ProtocolError } from "../../fault.ts";
import type { Cut, Frame, Framing, Span } from "../../link/link.ts";
import type { Definitions } from "../../telegram/definition.ts";
import type { MeterEvent, Reading } from "../../telegram/reading.ts";
import { piecesFrom } from "./spans.ts";

/** An application unit of a recording, or octets that would have been a part of one. Places count from the first octet. */
export interface RecordedUnit {
  readonly state: "whole" | "unfinished" | "stray";
  readonly framing: Framing | undefined;
  /** The octets of it, in their order; of general-block-transfer, what the blocks carry. */
  readonly pieces: readonly Span[];
  /** The APDUs of the link it came in: one, or one a block. */
  readonly carriers: readonly Carrier[];
  /** The unit, put together; undefined where it is not whole. */
  readonly octets: Uint8Array | undefined;
  /** What the decoder read from it; more than one where it holds several reports. */
  readonly readings: readonly Reading[];
  readonly faults: readonly Fault[];
}

/** What one APDU of the link was: the unit itself, or a block of it. */
export interface Carrier {
  readonly kind: "unit" | "block";
  readonly pieces: readonly Span[];
}

/** What has been decided since the last call. */
export interface Recorded {
  readonly frames: readonly Frame[];
  readonly units: readonly RecordedUnit[];
}

/** Takes recorded octets, cut anywhere, and tells what the decoder makes of them. */
export interface Recording {
  push(octets: Uint8Array): Recorded;
  /** Nothing more will come. */
  end(): Recorded;
}

export interface RecordingOptions {
  readonly keys: MeterKeys;
  readonly definitions: Definitions;
}

/** A transfer of blocks that continues. */
interface Transfer {
  readonly framing: Framing;
  readonly pieces: Span[];
  readonly carriers: Carrier[];
}

/** A recording of one meter's line. It holds what belongs to an unfinished unit and no more. */
export function createRecording({ keys, definitions }: RecordingOptions): Recording {
  const decoder = createMeterDecoder({ keys, definitions, unchecked: true, telling: "cuts" });
  const blocks = new BlockTransfer();
  const decided = createDecided();
  let transfer: Transfer | undefined;

  function giveUpTransfer(): void {
    if (transfer === undefined) return;
    const unit = transfer;
    transfer = undefined;
    const fault = createFault("block-order", "the rest of a block transfer did not come");
    decided.unit({ ...unit, state: "unfinished", octets: undefined }, fault);
  }

  function takeApdu(framing: Framing, apdu: Uint8Array, pieces: readonly Span[]): void {
    if (apdu[0] === apduTag.generalBlockTransfer && framing !== "amis") takeBlock(framing, apdu, pieces);
    else decided.unit({ state: "whole", framing, pieces, carriers: [{ kind: "unit", pieces }], octets: apdu.slice() });
  }

  function takeBlock(framing: Framing, apdu: Uint8Array, pieces: readonly Span[]): void {
    const carrier: Carrier = { kind: "block", pieces };
    try {
      const { apdu: whole, restarted } = blocks.take(apdu);
      if (restarted) giveUpTransfer();
      const { dataAt } = decodeBlock(apdu);
      transfer ??= { framing, pieces: [], carriers: [] };
      transfer.pieces.push(...piecesFrom(pieces, dataAt));
      transfer.carriers.push(carrier);
      if (whole === undefined) return;
      const unit = transfer;
      transfer = undefined;
      decided.unit({ ...unit, state: "whole", octets: whole.slice() });
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      // A block out of order ends the transfer; one whose length is wrong is as if it had not come.
      if (error.code === "block-order") giveUpTransfer();
      const fault = faultOf(error, 0);
      const data = error.code === "block-order" ? piecesFrom(pieces, decodeBlock(apdu).dataAt) : pieces;
      decided.unit({ state: "stray", framing, pieces: data, carriers: [carrier], octets: undefined }, fault);
    }
  }

  function takePart(state: "unfinished" | "stray", pieces: readonly Span[]): void {
    const message = state === "stray" ? "a part of this telegram is missing" : "the rest of this telegram did not come";
    const carriers: Carrier[] = [{ kind: "unit", pieces }];
    const fault = createFault("segment-order", message);
    decided.unit({ state, framing: undefined, pieces, carriers, octets: undefined }, fault);
  }

  function takeCut(cut: Cut): void {
    if (cut.kind === "frame") decided.frame(cut.frame);
    else if (cut.kind === "apdu") takeApdu(cut.framing, cut.apdu, cut.pieces);
    else if (cut.kind === "part") takePart(cut.state, cut.pieces);
    else {
      blocks.drop();
      giveUpTransfer();
    }
  }

  function take(events: readonly MeterEvent[]): Recorded {
    for (const event of events) {
      if (event.kind === "cut") takeCut(event.cut);
      else if (event.kind === "reading") decided.reading(event.reading);
      else if (event.kind === "fault" && isOfUnit(event.fault)) decided.fault(event.fault);
    }
    return decided.take();
  }

  return {
    push: (octets) => take(decoder.push(octets)),
    end() {
      const last = take(decoder.end());
      blocks.drop();
      giveUpTransfer();
      return { frames: last.frames, units: [...last.units, ...decided.take().units] };
    },
  };
}

/** What has been decided and not been handed on yet. */
function createDecided() {
  let frames: Frame[] = [];
  let units: RecordedUnit[] = [];
  /** Of the unit that came last: what the decoder says next is about it. */
  let readings: Reading[] = [];
  let faults: Fault[] = [];

  return {
    frame(frame: Frame): void {
      frames.push(frame);
      // It brings no unit, and what the decoder says of it is not about the one before.
      if (frame.name === "foreign") faults = [];
    },
    unit(unit: Omit<RecordedUnit, "readings" | "faults">, fault?: Fault): void {
      readings = [];
      faults = fault === undefined ? [] : [fault];
      units.push({ ...unit, readings, faults });
    },
    reading: (reading: Reading): void => void readings.push(reading),
    fault: (fault: Fault): void => void faults.push(fault),
    take(): Recorded {
      const taken = { frames, units };
      frames = [];
      units = [];
      return taken;
    },
  };
}

/** A whole recording at once. */
export function recordingOf(octets: Uint8Array, options: RecordingOptions): Recorded {
  const recording = createRecording(options);
  const first = recording.push(octets);
  const last = recording.end();
  return { frames: [...first.frames, ...last.frames], units: [...first.units, ...last.units] };
}

/** What the decoder says of the unit it was just given; missing parts have been told with the cuts. */
function isOfUnit({ layer, code }: Fault): boolean {
  return layer !== "link" && layer !== "line" && code !== "block-order";
}

import { apduTag } from "../../dlms/apdu.ts";
import { createBlockTransfer } from "../../dlms/block-transfer.ts";
import { createFault, type Fault, ProtocolError } from "../../fault.ts";
import { createTransfer } from "../../link/hdlc.ts";
import { createSegments } from "../../link/mbus.ts";
import { type Frame, findFrames } from "./explain-frames.ts";
import { isSegmented } from "./explain-link.ts";

/** What the middle of a frame is: a whole application unit, a numbered block of one, or a part of one. */
export type Inside = "unit" | "block" | "piece";

/** Frames that together carry one application unit, or a stretch of the line that carries none. */
export interface FrameGroup {
  readonly frames: readonly { readonly frame: Frame; readonly inside: Inside }[];
  /** The application unit, put together; undefined where there is none or a part of it is missing. */
  readonly unit: Uint8Array | undefined;
  readonly fault: Fault | undefined;
}

/** Puts frames together as the numbers in them say. */
export function groupFrames(octets: Uint8Array): FrameGroup[] {
  const segments = createSegments();
  const transfer = createTransfer();
  const blocks = createBlockTransfer();
  const groups: FrameGroup[] = [];
  let frames: { frame: Frame; inside: Inside }[] = [];
  let carries = false;

  function close(unit: Uint8Array | undefined, fault?: Fault): void {
    if (frames.length > 0) groups.push({ frames, unit, fault });
    frames = [];
    carries = false;
  }

  /** The unit the frame completes; undefined when more frames are needed. */
  function collect(frame: Frame): { unit: Uint8Array | undefined; dropped: boolean; inside: Inside } {
    const { kind, start, end, sharesFlag } = frame;
    if (kind === "mbus") {
      const { apdu, dropped } = segments.take(octets, start + 4, end - 2);
      return { unit: apdu, dropped, inside: ((octets[start + 6] as number) & 31) === 16 ? "unit" : "piece" };
    }
    if (kind === "hdlc") {
      const flagAt = sharesFlag ? start - 1 : start;
      const continues = transferRuns;
      const { apdu, dropped } = transfer.take(octets, flagAt, end);
      transferRuns = apdu === undefined && isSegmented(octets, flagAt);
      const isWhole = apdu !== undefined && (!continues || dropped);
      if (apdu?.[0] !== apduTag.generalBlockTransfer) {
        return { unit: apdu, dropped, inside: isWhole ? "unit" : "piece" };
      }
      const { apdu: whole, restarted } = blocks.take(apdu);
      return { unit: whole, dropped: dropped || restarted, inside: isWhole ? "block" : "piece" };
    }
    return { unit: octets.subarray(start, end), dropped: false, inside: "unit" };
  }
  let transferRuns = false;

  for (const frame of findFrames(octets)) {
    if (!["mbus", "hdlc", "amis", "text", "apdu"].includes(frame.kind)) {
      frames.push({ frame, inside: "piece" });
      continue;
    }
    // What lies between two telegrams is told apart from them.
    if (!carries) close(undefined);
    try {
      const { unit, dropped, inside } = collect(frame);
      if (dropped) close(undefined, createFault("segment-order", "a part of this telegram is missing"));
      frames.push({ frame, inside });
      carries = true;
      if (unit !== undefined) close(unit);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      frames.push({ frame, inside: "piece" });
      close(undefined, createFault(error.code, error.message));
    }
  }
  const fault = carries ? createFault("segment-order", "the rest of this telegram did not come") : undefined;
  close(undefined, fault);
  return groups;
}

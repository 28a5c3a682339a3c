/** What follows from readings, between meters and outputs: virtual meters, phase power, quarter hours, prices. */
import type { MeterHandle, OutputEvent } from "./events.ts";
import { estimatePhasePower } from "./phase-power.ts";
import { createVirtualMeter, membersOf, type VirtualMeter, type VirtualMeterOptions } from "./virtual-meter.ts";

/** Stands between the meters and the outputs. */
export interface Derivation {
  /** The virtual meters, behind the real ones. */
  readonly handles: readonly MeterHandle[];
  /** Gives the event with what is estimated from it, and the events of virtual meters that follow from it. */
  derive(event: OutputEvent): OutputEvent[];
}

/** The meters that have a line, by position, and the virtual meters made of them. */
export interface DerivationOptions {
  readonly meters?: readonly { readonly id?: string | undefined }[] | undefined;
  readonly virtual?: readonly VirtualMeterOptions[] | undefined;
}

/** Leaves out members that the options do not have; `loadConfiguration` has refused those before. */
export function createDerivation({ meters = [], virtual = [] }: DerivationOptions): Derivation {
  const count = Math.max(1, meters.length);
  const known = Array.from({ length: count }, (_, at) => ({ id: meters[at]?.id }));
  const positions = (names: readonly string[]): number[] => membersOf(names, known).flatMap((at) => at ?? []);
  const meterOf = (options: VirtualMeterOptions, at: number): VirtualMeter =>
    createVirtualMeter(options, count + at, positions(options.add), positions(options.subtract ?? []));
  const virtuals = virtual.map(meterOf);
  return {
    handles: virtuals.map(({ handle }) => handle),
    derive(event) {
      const complete = event.kind === "reading" ? withEstimates(event) : event;
      return [complete, ...virtuals.flatMap((meter) => meter.accept(complete))];
    },
  };
}

function withEstimates(event: Extract<OutputEvent, { kind: "reading" }>): OutputEvent {
  const estimates = estimatePhasePower(event.reading);
  if (estimates.length === 0) return event;
  return { ...event, reading: { ...event.reading, values: [...event.reading.values, ...estimates] } };
}

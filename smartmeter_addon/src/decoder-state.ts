/** What a decoder must remember over a restart, as plain data. */
import type { AdmittedBefore } from "./envelope/admission.ts";
import type { OpenedBefore } from "./envelope/opener.ts";
import { clockOf, type Life } from "./envelope/replay.ts";
import type { MeterState } from "./judge/judge.ts";

/** What is undefined was written by an older program. */
export interface DecoderState extends MeterState {
  /** The keys have opened a telegram of this line. */
  readonly opened?: boolean | undefined;
  /** Ids that ciphered telegrams have used. */
  readonly ids?: readonly string[] | undefined;
  /** How far each sender of ciphered telegrams has come. */
  readonly lives?: readonly Life[] | undefined;
}

/** What is remembered of ciphered telegrams; the state of an older program tells of the last reading alone. */
export function rememberedOf(state: DecoderState | undefined): OpenedBefore & AdmittedBefore {
  const { last, opened, ids, lives, tagVerified = false } = state ?? {};
  const [title = "", number = "", name = ""] = last?.sender.split(" ") ?? [];
  // Clear text has neither system title nor address.
  const isCiphered = last !== undefined && title !== "";
  const { counter, seconds, registerNames = [], registers = [] } = last ?? {};
  const values = registerNames.map((obis, index) => ({ obis, value: registers[index] as number }));
  // The address of AMIS is as long as a title, but its telegrams have no counter.
  const sent = counter === undefined ? { sender: "", address: title } : { sender: title, address: "" };
  const life = { ...sent, clock: clockOf(seconds), now: { counter, seconds, lastSeconds: seconds, values } };
  return {
    tagVerified,
    opened: opened ?? isCiphered,
    openedTitle: isCiphered ? title : undefined,
    ids: ids ?? (isCiphered ? [title, number, name].filter((id) => id !== "") : []),
    lives: lives ?? (isCiphered ? [life] : []),
  };
}

/** Which definition of `meters/` a telegram belongs to. */
import type { Obis } from "../cosem/obis.ts";
import type { Definition, Definitions } from "./definition.ts";

/** What is known of a telegram beside its body. */
export interface Sender {
  readonly framing: string;
  readonly manufacturer: string | undefined;
  /** Names of the layouts this line has sent so far. */
  readonly sent?: ReadonlySet<string>;
}

/** The first definition of this layout all of whose conditions hold; `list` and `names` are what the body says itself. */
export function fitting(
  definitions: Definitions,
  layout: string,
  sender: Sender,
  list?: string,
  names: ReadonlySet<Obis> = new Set(),
): Definition | undefined {
  return definitions.find(
    (definition) =>
      definition.layout === layout &&
      fitsSender(definition, sender) &&
      (definition.when.list === undefined || definition.when.list === list) &&
      (definition.when.objects === undefined || definition.when.objects.every((name) => names.has(name))),
  );
}

/** Whether a telegram of this sender can be one of the definition. */
export function fitsSender({ when }: Definition, { framing, manufacturer }: Sender): boolean {
  return (
    (when.framing === undefined || (when.framing as readonly string[]).includes(framing)) &&
    (when.manufacturer === undefined || when.manufacturer.includes(manufacturer ?? ""))
  );
}

/** Whether the line has sent what a telegram of the definition comes after. */
export function isInTurn({ when: { after } }: Definition, { sent }: Sender): boolean {
  return after === undefined || after.some((name) => sent?.has(name) === true);
}

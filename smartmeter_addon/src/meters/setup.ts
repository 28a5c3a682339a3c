/** Operators and their meters, from the files of `meters/`: for the set-up page and the table in DOCS.md. */

import type { Sentence } from "../language/language.ts";
import type { CheckedDefinition } from "../telegram/definition.ts";
import type { Socket } from "../telegram/meter-facts.ts";

export type { Socket } from "../telegram/meter-facts.ts";

export interface Model {
  readonly name: string;
  readonly socket: Socket;
  /** Usual line settings; found by the program itself. */
  readonly settings: string;
  /** Usual seconds between two telegrams, the usual first. */
  readonly intervals: readonly number[];
  /** The reader must also send: each telegram wants an acknowledgement. */
  readonly acknowledged: boolean;
  /** What the operator's letter and portal call the key and, where there is one, the authentication key. */
  readonly keyNames: readonly Sentence[];
  readonly caveats: readonly Sentence[];
}

/** What the table in DOCS.md says besides. */
export interface DocumentedModel extends Model {
  readonly sends: Sentence | undefined;
  /** Nobody has seen a telegram of it yet. */
  readonly unconfirmed: boolean;
}

export interface Operator<Each = Model> {
  readonly name: string;
  /** Empty: none of its meters can be read by cable or infrared head. */
  readonly models: readonly Each[];
}

/** The socket, and the reader that fits it. */
export const socketNames: Readonly<Record<Socket, Sentence>> = {
  ir: { en: "infrared: IR head", de: "Infrarot: IR-Lesekopf" },
  mbus: { en: "RJ12: M-Bus adapter", de: "RJ12: M-Bus-Adapter" },
  p1: { en: "RJ12: P1 cable", de: "RJ12: P1-Kabel" },
};

/** In the order of the alphabet; what two files say in the same way is there once. */
export function operatorsOf(definitions: readonly CheckedDefinition[]): Operator<DocumentedModel>[] {
  const models = new Map<string, DocumentedModel[]>();
  for (const definition of definitions) {
    for (const operator of definition.operators) if (!models.has(operator)) models.set(operator, []);
    for (const product of definition.products)
      for (const operator of product.operators ?? definition.operators) {
        const model = modelOf(definition, product);
        const known = models.get(operator) ?? [];
        const isNew = !known.some(({ name, socket }) => name === model.name && socket === model.socket);
        models.set(operator, isNew ? [...known, model] : known);
      }
  }
  return [...models].map(([name, all]) => ({ name, models: all })).sort((a, b) => a.name.localeCompare(b.name, "de"));
}

/** The same for the page, which has no use for the rest. */
export function pageOperators(definitions: readonly CheckedDefinition[]): Operator[] {
  return operatorsOf(definitions).map(({ name, models }) => ({
    name,
    models: models.map(({ sends: _, unconfirmed: __, ...model }) => model),
  }));
}

function modelOf(definition: CheckedDefinition, product: CheckedDefinition["products"][number]): DocumentedModel {
  const { name, serial, interval, keys, sends, unconfirmed, caveats, reader } = definition;
  const socket = product.socket ?? definition.socket;
  const settings = product.serial ?? serial[0];
  if (socket === undefined || settings === undefined || interval.length === 0 || keys.length === 0)
    throw new Error(`meters/${name}.yaml: an operator's meter needs socket, serial, interval and keys`);
  return {
    name: product.model,
    socket,
    settings,
    intervals: product.interval === undefined ? interval : [product.interval],
    acknowledged: reader === "sending",
    keyNames: keys,
    sends,
    unconfirmed,
    caveats,
  };
}

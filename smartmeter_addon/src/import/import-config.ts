/** Recognises which program a configuration belongs to, and has it imported. */
import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import { importEsphome } from "./esphome.ts";
import { importEvnKaifa, parseVariables } from "./evn-kaifa.ts";
import type { Imported } from "./imported.ts";
import { importLgraho } from "./lgraho.ts";
import { importR00tat } from "./r00tat.ts";

export interface ImportOptions {
  /** New entities get the ids of the old ones. */
  readonly keepEntities: boolean;
}

/** A foreign configuration, told apart by what is in it; undefined when it is of no program known here. */
export function importConfiguration(texts: readonly string[], { keepEntities }: ImportOptions): Imported | undefined {
  const trees = texts.map(parseTree);
  const tree = Object.assign({}, ...trees.filter(isSection)) as Record<string, unknown>;
  // What the Supervisor hands out has the options below a key of their own.
  const own = "options" in tree && isSection(tree.options) && "dlms" in tree.options ? tree.options : tree;
  if ("dlms" in own) return importR00tat(own, keepEntities);
  if ("mbus" in tree || "encryption_key" in tree || "apdu_format" in tree) return importLgraho(tree, keepEntities);
  if ("dlms_meter" in tree) return importEsphome(tree, keepEntities);
  const variables = environmentOf(tree) ?? texts.map(parseVariables).find((found) => found !== undefined);
  if (variables === undefined) return undefined;
  const isTheirs = Object.keys(variables).some((name) => /^(evn_?key|com_?port)$/i.test(name));
  return isTheirs ? importEvnKaifa(variables) : undefined;
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** YAML or JSON with every scalar as it is written: a key of digits is not a number. */
function parseTree(text: string): unknown {
  const document = parseDocument(text);
  return document.errors.length > 0 ? {} : plain(document.contents);
}

function plain(node: unknown): unknown {
  if (isMap(node)) {
    return Object.fromEntries(
      node.items.map(({ key, value }) => [isScalar(key) ? String(key.value) : "", plain(value)]),
    );
  }
  if (isSeq(node)) return node.items.map(plain);
  if (!isScalar(node) || node.value === null) return undefined;
  return `${node.tag === "!secret" ? "!secret " : ""}${node.source ?? node.value}`;
}

/** Variables of the first service of a compose file that has any: a section, or a list of `NAME=value`. */
function environmentOf(tree: Record<string, unknown>): Record<string, unknown> | undefined {
  const services = isSection(tree.services) ? Object.values(tree.services) : [tree];
  for (const service of services) {
    const environment = isSection(service) ? service.environment : undefined;
    if (isSection(environment)) return environment;
    if (Array.isArray(environment)) return parseVariables(environment.join("\n"));
  }
  return Object.keys(tree).some((name) => /^evn_?key$/i.test(name)) ? tree : undefined;
}

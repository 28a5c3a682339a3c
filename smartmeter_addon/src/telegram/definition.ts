/** Parses and checks the files of `meters/`. */
import * as v from "valibot";
import { type Definition, withObjects } from "./definition-objects.ts";
import { type CheckedDefinition, definitionSchema } from "./definition-schema.ts";

export type { Definition } from "./definition-objects.ts";
export type { CheckedDefinition, Element } from "./definition-schema.ts";

export type Definitions = readonly Definition[];

/** A file's content as a definition, or one sentence a problem: path, expected, found. */
export function parseDefinition(content: unknown): { definition: Definition } | { problems: string[] } {
  const result = checkDefinition(content);
  return "problems" in result ? result : { definition: withObjects(result.checked) };
}

/** The check alone, which the bundler makes for the files of meters/. */
export function checkDefinition(content: unknown): { checked: CheckedDefinition } | { problems: string[] } {
  const result = v.safeParse(definitionSchema, content);
  if (!result.success)
    return {
      problems: result.issues.map(
        (issue) => `${v.getDotPath(issue) ?? "file"}: ${issue.message} (found ${issue.received})`,
      ),
    };
  const checked = result.output;
  if (checked.layout === "positional" && checked.elements.length === 0)
    return { problems: ["elements: a positional layout needs its elements in order"] };
  return { checked };
}

/** Parses the text of a user's own file. Throws nothing: a file that is no YAML is a problem like any other. */
export async function parseDefinitionText(source: string): Promise<ReturnType<typeof parseDefinition>> {
  const { parse } = await import("yaml");
  try {
    return parseDefinition(parse(source));
  } catch (error) {
    return { problems: [`the file is no YAML: ${error instanceof Error ? error.message : String(error)}`] };
  }
}

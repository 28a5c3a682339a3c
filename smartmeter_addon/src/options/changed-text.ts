/** Changes a file of options; comments and order stay. */
import { type Document, isCollection, parseDocument } from "yaml";

/** A new value at a place in a file; undefined removes what is there. */
export interface FileChange {
  readonly keys: readonly (string | number)[];
  readonly value: unknown;
}

/** The text with the changes. A text that cannot take them stays as it is; the check says what is wrong with it. */
export function changedText(text: string, changes: readonly FileChange[], form: "yaml" | "json"): string {
  if (changes.length === 0) return text;
  const document = parseDocument(text === "" && form === "json" ? "{}" : text);
  if (document.errors.length > 0 || !applied(document, changes)) return text;
  return form === "json" ? JSON.stringify(document.toJS()) : document.toString();
}

/** Makes the changes; false where the document cannot take them: nothing can be put below a number. */
function applied(document: Document, changes: readonly FileChange[]): boolean {
  try {
    for (const { keys, value } of [...changes.filter(({ keys }) => !isEntry(keys)), ...entriesLast(changes)])
      if (value !== undefined) document.setIn(keys, value);
      else takeAway(document, keys);
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("Expected YAML collection")) return false;
    throw error;
  }
}

const isEntry = (keys: FileChange["keys"]): boolean => typeof keys.at(-1) === "number";

/**
 * Whole entries of lists are removed last, and from the end: until then every position means what it meant on the page.
 */
const entriesLast = (changes: readonly FileChange[]): FileChange[] =>
  changes.filter(({ keys }) => isEntry(keys)).sort((one, other) => Number(other.keys.at(-1)) - Number(one.keys.at(-1)));

/** Removes a value and the sections it leaves empty: an empty section would still be checked for what it must have. */
function takeAway(document: Document, keys: FileChange["keys"]): void {
  if (!document.hasIn(keys)) return;
  document.deleteIn(keys);
  const above = keys.slice(0, -1);
  const rest = document.getIn(above);
  // An entry of a list stays, since another would move to its place.
  if (above.length > 0 && !isEntry(above) && isCollection(rest) && rest.items.length === 0) takeAway(document, above);
}

import bundled from "meters:all";
import type { Definitions } from "./definition.ts";
import { withObjects } from "./definition-objects.ts";

/** The definitions of meters/, in the order of their file names; the bundler has parsed and checked the YAML. */
export function loadDefinitions(): Definitions {
  return bundled.map(withObjects);
}

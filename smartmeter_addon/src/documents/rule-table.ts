/** The judge's table of rules as the documentation prints it. */
import { rules } from "../judge/rules/rules.ts";
import type { Language } from "../language/language.ts";

/** One line for each rule, in order of weight. */
export function ruleTable(language: Language): string {
  const lines = rules.map(
    ({ name, kind, where, needs, ...texts }) =>
      `| \`${name}\` | ${kind} | ${where === "weak" ? "8-bit sum, no tag" : "everywhere"} | ${needs} | ${texts[language]} |`,
  );
  return ["| Rule | Kind | Where | Needs | Finds |", "| --- | --- | --- | --- | --- |", ...lines].join("\n");
}

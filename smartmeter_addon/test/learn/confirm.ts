/** A draft as its user completes it where the display shows just what the questions say. */
export function confirm(yaml: string, correct = (answer: string): string => answer): string {
  const question =
    / {2}# .*(?:does the display show|if the display shows) .* \((obis: [^)]*)\)\n {2}- \{ (type: [^,}]* )?.*\}/g;
  return yaml.replace(question, (_, answer: string, type?: string) =>
    type === undefined ? `  - { ${correct(answer)} }` : `  - { ${type.trim()}, ${correct(answer)} }`,
  );
}

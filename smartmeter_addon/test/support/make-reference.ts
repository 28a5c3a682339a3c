import { writeFileSync } from "node:fs";
import { renderTranslation } from "../../src/documents/form-translation.ts";
import { renderReference } from "../../src/documents/reference.ts";

// Run by script/reference; the current folder is smartmeter_addon.
writeFileSync("../docs/reference.md", renderReference());
for (const language of ["en", "de"] as const)
  writeFileSync(`translations/${language}.yaml`, renderTranslation(language));

import { writeFileSync } from "node:fs";
import { renderReference } from "../../src/documents/reference.ts";

// Run by script/reference; the current folder is smartmeter_addon.
writeFileSync("../docs/reference.md", renderReference());

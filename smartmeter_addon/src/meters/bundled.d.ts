/** What `meters.mjs` makes of the files in `meters/` while bundling. */
declare module "meters:all" {
  const definitions: readonly import("../telegram/definition.ts").CheckedDefinition[];
  export default definitions;
}
declare module "meters:lines" {
  const lines: import("./lines.ts").MeterLines;
  export default lines;
}
declare module "meters:operators" {
  const operators: readonly import("./setup.ts").Operator[];
  export default operators;
}

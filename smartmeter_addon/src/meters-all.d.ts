declare module "meters:all" {
  const definitions: readonly import("./meter/definition.ts").CheckedDefinition[];
  export default definitions;
}

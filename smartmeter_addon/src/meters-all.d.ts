declare module "meters:all" {
  const definitions: readonly import("./telegram/definition.ts").CheckedDefinition[];
  export default definitions;
}

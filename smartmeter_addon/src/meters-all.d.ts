declare module "meters:all" {
  const files: readonly { readonly file: string; readonly content: unknown }[];
  export default files;
}

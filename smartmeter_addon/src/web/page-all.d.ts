/** Built by page/plugin.mjs: the page's files, minified, one of them `index.html`. */
declare module "page:all" {
  const page: {
    readonly names: readonly string[];
    /** `{ name, type, text }` of each, as JSON, compressed, in base64. */
    readonly brotli: string;
  };
  export default page;
}

/** Built by page/plugin.mjs: the page's files, minified, one of them `index.html`. */
declare module "page:all" {
  const assets: readonly { readonly name: string; readonly type: string; readonly text: string }[];
  export default assets;
}

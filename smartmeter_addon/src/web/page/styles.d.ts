/** The bundler collects the styles that scripts import into one file. */
declare module "*.css";

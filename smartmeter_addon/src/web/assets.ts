/** The files of the page, compressed, with their types. */
import { brotliDecompressSync, gzipSync } from "node:zlib";
import page from "page:all";

/** A file of the page. */
export interface Asset {
  readonly type: string;
  readonly plain: Buffer;
  readonly gzip: Buffer;
  /** The name has a hash of the contents, so browsers may keep it for ever. */
  readonly lasting: boolean;
}

/** Unpacked only when the page is first opened, which does not happen on most days. */
let assets: ReadonlyMap<string, Asset> | undefined;

/** A file of the page by its name. */
export function assetOf(name: string): Asset | undefined {
  assets ??= unpack();
  return assets.get(name);
}

/** Names of all files. */
export const assetNames: readonly string[] = page.names;

function unpack(): ReadonlyMap<string, Asset> {
  const files: readonly { readonly name: string; readonly type: string; readonly text: string }[] = JSON.parse(
    brotliDecompressSync(Buffer.from(page.brotli, "base64")).toString(),
  );
  return new Map(
    files.map(({ name, type, text }) => {
      const plain = Buffer.from(text);
      return [name, { type, plain, gzip: gzipSync(plain, { level: 9 }), lasting: /-[A-Z0-9]{8}\./.test(name) }];
    }),
  );
}

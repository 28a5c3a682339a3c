/** The files of the page, compressed, with their types. */
import { gzipSync } from "node:zlib";
import assets from "page:all";

/** A file of the page. */
export interface Asset {
  readonly type: string;
  readonly plain: Buffer;
  readonly gzip: Buffer;
  /** The name has a hash of the contents, so browsers may keep it for ever. */
  readonly lasting: boolean;
}

const packed = new Map<string, Asset>();

/** A file of the page by its name, compressed when it is first asked for. */
export function assetOf(name: string): Asset | undefined {
  const known = packed.get(name);
  if (known !== undefined) return known;
  const found = assets.find((asset) => asset.name === name);
  if (found === undefined) return undefined;
  const plain = Buffer.from(found.text);
  const asset = { type: found.type, plain, gzip: gzipSync(plain, { level: 9 }), lasting: /-[A-Z0-9]{8}\./.test(name) };
  packed.set(name, asset);
  return asset;
}

/** Names of all files. */
export const assetNames: readonly string[] = assets.map((asset) => asset.name);

// Whom an output over HTTPS trusts: the system's authorities, one of the user's own, or anybody.
import { readFile, stat } from "node:fs/promises";

/** As the options have it. */
export interface Trust {
  /** PEM file with the authority of the server's certificate. */
  readonly ca?: string | undefined;
  /** False: any certificate will do. */
  readonly verify?: boolean | undefined;
}

/** The server's certificate is not trusted, or the file that should say so cannot be read. */
export class TrustError extends Error {
  override readonly name = "TrustError";
  /** The file that cannot be read; undefined where it is about the certificate itself. */
  readonly path: string | undefined;

  constructor(text: string, { cause, path }: { readonly cause?: unknown; readonly path?: string | undefined }) {
    super(text, { cause });
    this.path = path;
  }
}

/** Settings of one connection; the file is read again each time, because authorities get renewed. */
export async function trustSettings({
  ca,
  verify = true,
}: Trust): Promise<{ ca?: string; rejectUnauthorized: boolean }> {
  if (ca === undefined) return { rejectUnauthorized: verify };
  try {
    // A pipe without a writer would never be read to its end.
    if (!(await stat(ca)).isFile()) throw Object.assign(new Error("no file"), { code: "EFTYPE" });
    return { ca: await readFile(ca, "utf8"), rejectUnauthorized: verify };
  } catch (error) {
    throw new TrustError(`${ca} cannot be read (${(error as NodeJS.ErrnoException).code})`, { cause: error, path: ca });
  }
}

/** Whether a connection ended over a certificate: codes of OpenSSL and of Node's own checks. */
export function isTrustError(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return (
    typeof code === "string" &&
    /^(ERR_TLS|ERR_OSSL|ERR_SSL|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_|INVALID_)/.test(code)
  );
}

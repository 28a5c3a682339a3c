import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** PEM files of an authority of its own, a server at 127.0.0.1 and a client, made by openssl for one test. */
export interface Certificates {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  readonly clientCertificate: string;
  readonly clientKey: string;
  /** An authority that signed none of them. */
  readonly otherCa: string;
  remove(): void;
}

export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), "certificates-"));
  const path = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): void => void execFileSync("openssl", args, { stdio: "ignore", cwd: folder });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

  const authority = (name: string): void =>
    openssl(
      "req",
      "-x509",
      ...newKey,
      "-keyout",
      `${name}.key`,
      "-out",
      `${name}.pem`,
      "-days",
      "2",
      "-subj",
      `/CN=${name}`,
    );
  const signed = (name: string, extension: string): void => {
    writeFileSync(path(`${name}.ext`), extension);
    openssl("req", ...newKey, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    const authorityArgs = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"];
    openssl(
      "x509",
      "-req",
      "-in",
      `${name}.csr`,
      ...authorityArgs,
      "-out",
      `${name}.pem`,
      "-days",
      "2",
      "-extfile",
      `${name}.ext`,
    );
  };

  authority("ca");
  authority("other");
  // The second is what a virtual machine calls this one (test/container/machine.ts).
  signed("server", "subjectAltName=IP:127.0.0.1,IP:172.30.32.2");
  signed("client", "extendedKeyUsage=clientAuth");
  return {
    ca: path("ca.pem"),
    otherCa: path("other.pem"),
    certificate: path("server.pem"),
    key: path("server.key"),
    clientCertificate: path("client.pem"),
    clientKey: path("client.key"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What the system, the network or a certificate says is wrong, as words in both languages that end a sentence. */
import type { Sentence } from "../language/language.ts";

const unknownIssuer: Sentence = {
  en: "its certificate comes from an authority that is not known here",
  de: "das Zertifikat kommt von einer Stelle, die hier niemand kennt",
};
const selfSigned: Sentence = {
  en: "its certificate is self-signed and not known here",
  de: "das Zertifikat ist selbst ausgestellt und hier nicht bekannt",
};
const noWay: Sentence = { en: "there is no way to it in this network", de: "in diesem Netz führt kein Weg dorthin" };

/** By the code of the error: of Node.js for the system (errno), DNS and TLS, of OpenSSL for certificates. */
const reasons: Readonly<Record<string, Sentence>> = {
  ECONNREFUSED: { en: "nothing is listening there", de: "dort lauscht niemand" },
  ECONNRESET: { en: "the other side closed the connection", de: "die Gegenstelle hat die Verbindung beendet" },
  ECONNABORTED: { en: "the connection broke off", de: "die Verbindung ist abgerissen" },
  EPIPE: { en: "the other side closed the connection", de: "die Gegenstelle hat die Verbindung beendet" },
  ETIMEDOUT: { en: "there was no answer in time", de: "es kam rechtzeitig keine Antwort" },
  ESOCKETTIMEDOUT: { en: "there was no answer in time", de: "es kam rechtzeitig keine Antwort" },
  EHOSTUNREACH: noWay,
  ENETUNREACH: noWay,
  EHOSTDOWN: { en: "the device is off", de: "das Gerät ist aus" },
  ENOTFOUND: { en: "nobody knows this name", de: "diesen Namen kennt niemand" },
  EAI_AGAIN: { en: "the name cannot be looked up right now", de: "der Name lässt sich gerade nicht nachschlagen" },
  EADDRINUSE: { en: "another program is listening there", de: "dort lauscht schon ein anderes Programm" },
  EADDRNOTAVAIL: { en: "this machine has no such address", de: "dieser Rechner hat keine solche Adresse" },
  EACCES: { en: "that is not permitted", de: "das ist nicht erlaubt" },
  EPERM: { en: "that is not permitted", de: "das ist nicht erlaubt" },
  ENOENT: { en: "it is not there", de: "es ist nicht da" },
  ENOTDIR: { en: "part of the path is not a folder", de: "ein Teil des Pfads ist kein Ordner" },
  EFTYPE: { en: "it is not a file", de: "es ist keine Datei" },
  EISDIR: { en: "it is a folder", de: "es ist ein Ordner" },
  EEXIST: { en: "there is something else of that name", de: "es gibt schon etwas anderes mit diesem Namen" },
  ENOSPC: { en: "the disk is full", de: "der Speicher ist voll" },
  EDQUOT: { en: "the disk is full", de: "der Speicher ist voll" },
  EFBIG: { en: "the file would be too large", de: "die Datei würde zu groß" },
  EROFS: { en: "the disk is write-protected", de: "der Speicher ist schreibgeschützt" },
  EIO: { en: "the device reports an error", de: "das Gerät meldet einen Fehler" },
  EBUSY: { en: "it is in use", de: "es wird gerade verwendet" },
  ENXIO: { en: "there is no device behind it", de: "es ist kein Gerät dahinter" },
  ENODEV: { en: "there is no device behind it", de: "es ist kein Gerät dahinter" },
  ENOTTY: { en: "it is not a serial port", de: "es ist kein serieller Anschluss" },
  EMFILE: { en: "too many files are open", de: "es sind zu viele Dateien offen" },
  ENOMEM: { en: "there is not enough memory", de: "der Arbeitsspeicher reicht nicht" },
  CERT_HAS_EXPIRED: { en: "its certificate has expired", de: "das Zertifikat ist abgelaufen" },
  CERT_NOT_YET_VALID: { en: "its certificate is not valid yet", de: "das Zertifikat gilt noch nicht" },
  CERT_REVOKED: { en: "its certificate was withdrawn", de: "das Zertifikat wurde widerrufen" },
  DEPTH_ZERO_SELF_SIGNED_CERT: selfSigned,
  SELF_SIGNED_CERT_IN_CHAIN: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownIssuer,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownIssuer,
  ERR_TLS_CERT_ALTNAME_INVALID: {
    en: "its certificate was made for another name",
    de: "das Zertifikat wurde für einen anderen Namen ausgestellt",
  },
  EPROTO: { en: "the other side does not speak TLS as expected", de: "die Gegenstelle spricht TLS nicht wie erwartet" },
};

const noReason: Sentence = { en: "no reason was given", de: "es wurde kein Grund genannt" };

/** Why it failed. What nobody has put into words yet is told by its code alone, in either language. */
export function reasonOf(error: unknown): Sentence {
  const { code, errors } = (error ?? {}) as { code?: unknown; errors?: readonly unknown[] };
  if (typeof code !== "string") return errors?.[0] === undefined ? noReason : reasonOf(errors[0]);
  const known = reasons[code];
  if (known !== undefined) return known;
  if (/^ERR_(SSL|OSSL)|^ERR_TLS/.test(code)) return reasons.EPROTO as Sentence;
  return { en: `the system says ${code}`, de: `das System sagt ${code}` };
}

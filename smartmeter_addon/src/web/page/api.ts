/** What the page asks the server for. */
import type { CurveView, EnergySpan, EnergyView, SparkView } from "../energy-view.ts";
import type {
  CompareVerdict,
  DraftAnswerView,
  KeyVerdict,
  LearnedView,
  LogLine,
  MissedView,
  PasteView,
  PortView,
  ReaderLookView,
  SettingSectionView,
  TelegramView,
} from "../view.ts";
import { language } from "./format.ts";

/** Every address is relative: the page lives under a prefix it does not know (ingress). */
async function get<T>(path: string): Promise<T> {
  const response = await fetch(path, { cache: "no-store" });
  if (!response.ok) throw new HttpError(response.status);
  return (await response.json()) as T;
}

async function post<T>(path: string, body: object): Promise<T> {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new HttpError(response.status);
  return (await response.json()) as T;
}

export class HttpError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP status ${status}`);
    this.status = status;
  }
}

/** `which`: `from=…&to=…` in ms, or `day=…&days=…` in days of the calendar from today. */
export const fetchCurve = (meter: number, which: string): Promise<CurveView> =>
  get(`api/curve?meter=${meter}&${which}`);
/** `back`: how many months or years ago. */
export const fetchEnergy = (meter: number, span: EnergySpan, back: number): Promise<EnergyView> =>
  get(`api/energy?meter=${meter}&span=${span}&back=${back}`);
export const fetchSparks = (): Promise<SparkView[]> => get("api/sparks");
export const fetchTelegrams = (meter: number): Promise<TelegramView[]> =>
  get(`api/telegrams?meter=${meter}&language=${language}`);
/** What was pasted travels as base64: a file need not be text. */
export const explainPaste = (meter: number, octets: Uint8Array): Promise<PasteView> =>
  post("api/paste", {
    meter,
    octets: btoa(Array.from(octets, (octet) => String.fromCharCode(octet)).join("")),
    language,
  });
export const fetchLearned = (meter: number, answers: readonly DraftAnswerView[]): Promise<LearnedView> =>
  post("api/draft", { meter, answers, language });
export const useDraft = (yaml: string): Promise<{ problems: string[] }> => post("api/draft/use", { yaml, language });
export const forgetDraft = (name: string): Promise<{ problems: string[] }> =>
  post("api/draft/forget", { name, language });
export const fetchMissed = (meter: number, after: string): Promise<MissedView> =>
  get(`api/missed?meter=${meter}&after=${after}`);
export const fetchPorts = (): Promise<PortView[]> => get("api/ports");
export const lookAtHost = (host: string, key: string): Promise<ReaderLookView> =>
  post("api/reader", { host, key, language });
export const checkKey = (
  meter: number,
  kind: "key" | "authentication_key",
  keys: { readonly key: string; readonly authenticationKey: string },
): Promise<KeyVerdict> => post("api/key", { meter, kind, ...keys, language });
export const writeConfiguration = (draft: object): Promise<{ problems: string[] }> =>
  post("api/configuration", { ...draft, language });
export const fetchSettings = (): Promise<SettingSectionView[]> => get(`api/settings?language=${language}`);
export const changeSettings = (
  changes: readonly { readonly path: string; readonly value: string }[],
): Promise<{ problems: string[] }> => post("api/settings", { changes, language });
/** The program starts anew with what was saved; the answer may be lost with it. */
export const applySettings = (): Promise<{ problem?: string }> => post("api/settings/apply", { language });
export const logIn = (password: string): Promise<unknown> => post("api/login", { password });
export const fetchLog = (): Promise<LogLine[]> => get("api/log");
/** The file goes to the program on this machine, and no further. */
export async function compareExport(meter: number, file: Blob): Promise<CompareVerdict> {
  const response = await fetch(`api/compare?meter=${meter}&language=${language}`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: file,
  });
  if (!response.ok) throw new HttpError(response.status);
  return (await response.json()) as CompareVerdict;
}
/** What is new, as the bundler took it from the changelog. */
export async function fetchNews(): Promise<string> {
  const response = await fetch("news.txt", { cache: "no-store" });
  if (!response.ok) throw new HttpError(response.status);
  return response.text();
}
export const diagnosticsAddress = "api/diagnostics";
export const csvAddress = (meter: number, from: string, to: string): string =>
  `api/csv?meter=${meter}&from=${from}&to=${to}`;
export const captureAddress = (meter: number): string => `api/capture?meter=${meter}`;

/** Whether the server asks for a password first. */
export async function needsPassword(): Promise<boolean> {
  const response = await fetch("api/state", { method: "HEAD", cache: "no-store" });
  return response.status === 401;
}

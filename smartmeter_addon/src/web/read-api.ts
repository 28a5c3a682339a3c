/** `/api/v1`: what meters say, for programs. Version 1 keeps its names and their meaning; new names may be added. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { isLoopback, isOwnName } from "../http/own-name.ts";
import { quantityByKey } from "../telegram/quantity.ts";
import { isLive } from "../telegram/quantity-kind.ts";
import type { Caveat } from "../telegram/reading.ts";
import { answerJson, Refusal, refuseForeign } from "./exchange.ts";
import { type AccessRules, admit, plainAddress } from "./guard.ts";
import type { MeterBoard } from "./meter-board.ts";
import { createTokenBuckets } from "./token-bucket.ts";
import type { MeterView, ReadingView } from "./view.ts";

const shutMs = 60_000;
const mostShut = 256;
/** All addresses of version 1 begin with this. */
export const apiPath = "/api/v1/";

/** One meter of the list. */
interface ApiMeter {
  /** From its telegrams or the options; null before the first telegram. In an address its position works as well. */
  readonly id: string | null;
  readonly index: number;
  readonly name: string | null;
  /** `ok`, `waiting`, `starting` or the code of a fault. */
  readonly status: string;
  /** It speaks in its own rhythm, so its values are current. */
  readonly available: boolean;
  /** When its last telegram arrived, UTC, and how long ago that is. */
  readonly time: string | null;
  readonly age_s: number | null;
}

interface ApiValue {
  /** Null where the last value is no longer true, like the power of a silent meter. Registers stay. */
  readonly value: number | null;
  readonly unit: string | null;
  readonly age_s: number;
  /** `measured` by the meter, `computed` from what it measures, `estimated`, or `stale`: the meter is silent. */
  readonly quality: "measured" | "computed" | "estimated" | "stale";
  /**
   * Only with a sum that does not hold all of its day, month or year: from when on it was counted, UTC; null where that is
   * not all that is missing, or the division at midnight is estimated.
   */
  readonly since?: string | null;
}

/** Who is let in, and what there is to read. */
export interface ReadApiNeeds {
  readonly rules: AccessRules;
  /** Programs that have it may read from other machines. */
  readonly token: string | undefined;
  boards(): Iterable<MeterBoard>;
}

/** Answers a request below {@link apiPath} or throws a {@link Refusal}. */
export function createReadApi({ rules, token, boards }: ReadApiNeeds) {
  const mayGuess = createTokenBuckets(5, 6, 32);
  /** Addresses that guessed too often, and until when not even the right token is accepted from them. */
  const shut = new Map<string, number>();
  const expected = token === undefined ? undefined : digest(token);

  const letIn = (request: IncomingMessage, path: string): void => {
    const { authorization = "", host } = request.headers;
    const address = plainAddress(request.socket.remoteAddress ?? "");
    if (rules.mode === "app" && admit(rules, { address, host, path }) === "in") return;
    if (isOwn(request, address)) return;
    if (expected === undefined) throw new Refusal(403);
    if (!isOwnName(host, { beyond: true, hosts: rules.hosts })) throw new Refusal(421);
    const nowMs = performance.now();
    if ((shut.get(address) ?? 0) > nowMs) throw new Refusal(429);
    const given = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return;
    if (given === undefined || mayGuess(address)(nowMs)) throw new Refusal(401);
    for (const [other, untilMs] of shut) if (untilMs <= nowMs || shut.size >= mostShut) shut.delete(other);
    shut.set(address, nowMs + shutMs);
    throw new Refusal(429);
  };

  return async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    refuseForeign(request);
    letIn(request, path);
    if (request.method !== "GET" && request.method !== "HEAD") throw new Refusal(405);
    const nowMs = Date.now();
    const views = [...boards()].map((board) => board.view());
    if (path === `${apiPath}meters`) {
      answerJson(response, { meters: views.map((view) => apiMeter(view, nowMs)) });
      return;
    }
    const name = nameOf(path);
    const found =
      views.find(({ reading }) => reading?.meterId === name) ?? views.find(({ index }) => String(index) === name);
    if (found === undefined) throw new Refusal(404);
    answerJson(response, { ...apiMeter(found, nowMs), values: apiValues(found, nowMs) });
  };
}

/** Whether a program on this machine asks: no web page from elsewhere that was sent here, and nobody behind a proxy. */
function isOwn({ headers }: IncomingMessage, address: string): boolean {
  const isForwarded = "forwarded" in headers || "x-forwarded-for" in headers || "x-real-ip" in headers;
  return isLoopback(address) && !isForwarded && isOwnName(headers.host, { beyond: false, hosts: [] });
}

function nameOf(path: string): string {
  const [, name] = /^\/api\/v1\/meters\/([^/]+)$/.exec(path) ?? [];
  if (name === undefined) throw new Refusal(404);
  try {
    return decodeURIComponent(name);
  } catch {
    throw new Refusal(400);
  }
}

function apiMeter({ index, name, status, reading }: MeterView, nowMs: number): ApiMeter {
  return {
    id: reading?.meterId ?? null,
    index,
    name: name ?? null,
    status: status?.code ?? "starting",
    available: reading !== undefined && status?.available === true,
    time: reading === undefined ? null : new Date(reading.receivedAtMs).toISOString(),
    age_s: reading === undefined ? null : age(reading, nowMs),
  };
}

function sinceOf(caveat: Caveat | undefined): Pick<ApiValue, "since"> {
  if (caveat === undefined) return {};
  return { since: caveat.kind === "since" ? new Date(caveat.atMs).toISOString() : null };
}

/** The values in the units people see, with the keys of the MQTT state. */
function apiValues({ reading, status }: MeterView, nowMs: number): Record<string, ApiValue> {
  if (reading === undefined) return {};
  const values: Record<string, ApiValue> = {};
  const enter = (key: string, value: number, unit: string | undefined, decimals: number): void => {
    const quantity = quantityByKey(key);
    const isStale = status?.available !== true && (quantity === undefined || isLive(quantity));
    const made = key.endsWith("_estimate") ? "estimated" : "computed";
    const isMeasured = quantity === undefined || (quantity.obis !== undefined && reading.layout !== "virtual");
    values[key] ??= {
      value: isStale ? null : Number(value.toFixed(decimals)) + 0,
      unit: unit ?? null,
      age_s: age(reading, nowMs),
      quality: isStale ? "stale" : isMeasured ? "measured" : made,
      ...sinceOf(reading.caveats[key]),
    };
  };
  if (reading.netPower !== undefined) enter("power_net", reading.netPower, "W", 0);
  for (const { key, obis, value, unit, decimals } of reading.values)
    if (Number.isFinite(value)) enter(key ?? `obis_${obis.replaceAll(/[^0-9]/g, "_")}`, value, unit, decimals);
  return values;
}

const age = ({ receivedAtMs }: ReadingView, nowMs: number): number =>
  Math.max(0, Math.round((nowMs - receivedAtMs) / 100) / 10);
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

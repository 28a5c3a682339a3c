import { request } from "node:http";
import type { MeterHandle, MeterStatus } from "../../src/sink/sink.ts";
import { quantityByKey } from "../../src/telegram/quantity.ts";
import type { NumericValue, Reading } from "../../src/telegram/reading.ts";

export const meter: MeterHandle = { index: 0, name: "Main meter" };

export function numberOf(key: string, value: number, step = 1): NumericValue {
  const quantity = quantityByKey(key);
  if (quantity?.obis === undefined) throw new Error(`no quantity ${key}`);
  return { obis: quantity.obis, value, unit: quantity.unit, step, quantity };
}

export function readingOf(values: readonly NumericValue[], more: Partial<Reading> = {}): Reading {
  return {
    meterId: "tst1",
    systemTitle: "5453540000000001",
    meterNumber: "000000000001",
    deviceName: undefined,
    manufacturer: "TST",
    meterTime: undefined,
    invocationCounter: 1,
    authenticated: false,
    layout: "obis-scaled",
    operator: undefined,
    product: undefined,
    framing: "mbus",
    values,
    texts: [],
    ...more,
  };
}

export function statusOf(more: Partial<MeterStatus> = {}): MeterStatus {
  return {
    code: "ok",
    fault: undefined,
    sinceMs: 0,
    problem: false,
    available: true,
    intervalMs: 5000,
    counts: {
      telegrams: 1,
      faults: 0,
      held: 0,
      leftOut: 0,
      duplicates: 0,
      lost: 0,
      octets: 282,
      skippedOctets: 0,
    },
    linkQuality: 1,
    lastReadingAtMs: 0,
    source: "/dev/ttyUSB0 2400 8E1",
    ...more,
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** Address of this machine that asks, and is asked. */
  readonly from?: string;
}

/** A request with exactly these headers; `fetch` would not let a test choose the Host. */
export function ask(
  port: number,
  path: string,
  { method = "GET", headers = {}, body, from = "127.0.0.1" }: Asking = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: from, localAddress: from, port, path, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", reject);
      response.on("end", () => {
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, headers, text: Buffer.concat(parts).toString("latin1") });
      });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

export const postJson = (
  port: number,
  path: string,
  value: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> =>
  ask(port, path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(value),
  });

/** Waits for a condition, generously; a test that waits in vain fails by it. */
export async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error("waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

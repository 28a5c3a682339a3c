/** What is chosen (view, meter, range) as it stands behind # in the address, and as it is remembered. */
import { recall, remember } from "./memory.ts";

export interface Address {
  readonly view: string;
  /** Position of the meter looked at; undefined: all of them. */
  readonly meter: number | undefined;
  /** Range of the curve. */
  readonly range: string | undefined;
}

export function parseAddress(hash: string): Address {
  const [view = "", query = ""] = hash.replace(/^#/, "").split("?");
  const fields = new URLSearchParams(query);
  const meter = fields.get("meter") ?? "";
  return { view, meter: /^\d{1,5}$/.test(meter) ? Number(meter) : undefined, range: fields.get("range") ?? undefined };
}

export function formatAddress({ view, meter, range }: Address): string {
  const fields = new URLSearchParams();
  if (meter !== undefined) fields.set("meter", String(meter));
  if (range !== undefined) fields.set("range", range);
  const query = fields.toString();
  return `#${view}${query === "" ? "" : `?${query}`}`;
}

/** Where the page was left, for an address that says nothing: Home Assistant's frame begins without one. */
export const rememberedAddress = (): Address => parseAddress(recall("address") ?? "");

export function rememberAddress(address: Address): void {
  remember("address", formatAddress(address));
}

/** Where the page stands now: what the address says, and what was remembered where it says nothing. */
export function currentAddress(): Address {
  const told = parseAddress(location.hash);
  return told.view === "" ? rememberedAddress() : told;
}

/** The address with one thing chosen anew. */
export const addressWith = (change: Partial<Address>): string => formatAddress({ ...currentAddress(), ...change });

/** Chooses anew; `replace` leaves no step to go back to. */
export function go(change: Partial<Address>, how: "push" | "replace" = "push"): void {
  const hash = addressWith(change);
  if (how === "push") {
    location.hash = hash;
    return;
  }
  history.replaceState(null, "", hash);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

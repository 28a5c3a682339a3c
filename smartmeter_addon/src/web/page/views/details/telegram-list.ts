/** The last telegrams of the meter looked at: asked for when somebody looks, and until there is one. */
import type { TelegramView } from "../../../view.ts";
import { fetchTelegrams, HttpError } from "../../api.ts";
import type { Store } from "../../store.ts";

export interface TelegramList {
  readonly meter: number;
  /** Undefined: not known yet. */
  readonly telegrams: readonly TelegramView[] | undefined;
  /** The program does not show telegrams here. */
  readonly isUnavailable: boolean;
  load(): void;
  /** Begins with the meter looked at. */
  begin(store: Store): void;
  /** Asks where there is something to be had; true: it is another meter that is looked at. */
  follow(store: Store): boolean;
}

export function createTelegramList(changed: () => void): TelegramList {
  let meter = 0;
  let telegrams: readonly TelegramView[] | undefined;
  let isUnavailable = false;
  let isLoading = false;
  /** Times of the latest reading, and of the one there was when the list was asked for; undefined: none yet. */
  let readAtMs: number | undefined;
  let listedAtMs: number | undefined;

  async function load(): Promise<void> {
    isLoading = true;
    const [asked, askedAtMs] = [meter, readAtMs];
    try {
      const found = await fetchTelegrams(asked);
      if (asked !== meter) return;
      telegrams = found;
      isUnavailable = false;
    } catch (error) {
      if (asked !== meter) return;
      isUnavailable = error instanceof HttpError && error.status === 404;
    }
    listedAtMs = askedAtMs;
    isLoading = false;
    changed();
  }

  /** Where nothing could be listed yet, as after a start of the program, a reading says that there is a telegram now. */
  function loadWithReading(): void {
    if (isLoading || isUnavailable || readAtMs === undefined || readAtMs === listedAtMs) return;
    if (listedAtMs === undefined || telegrams === undefined || telegrams.length === 0) void load();
  }

  function choose(index: number): void {
    if (index !== meter) telegrams = undefined;
    meter = index;
    void load();
  }

  return {
    get meter() {
      return meter;
    },
    get telegrams() {
      return telegrams;
    },
    get isUnavailable() {
      return isUnavailable;
    },
    load: () => void load(),
    begin(store) {
      readAtMs = store.meter?.reading?.receivedAtMs;
      choose(store.meter?.index ?? 0);
    },
    follow({ meter: looked }) {
      const isOther = looked !== undefined && looked.index !== meter;
      readAtMs = looked?.reading?.receivedAtMs;
      if (isOther) choose(looked.index);
      else loadWithReading();
      return isOther;
    },
  };
}

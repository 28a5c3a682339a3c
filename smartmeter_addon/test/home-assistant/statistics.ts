import type { Home } from "./home.ts";

/** Five minutes of an entity in the recorder's statistics. */
export interface StatisticRow {
  /** ms since 1970. */
  readonly start: number;
  readonly state?: number;
  /** Of a register: what has been counted since the first row. */
  readonly sum?: number;
  readonly mean?: number;
}

/** Core works statistics out every five minutes: nothing of a test can be there sooner. */
export const statisticsLimitMs = 480_000;

/** Every row there is of the entities, oldest first. */
export async function statisticRows(
  home: Home,
  ids: readonly string[],
): Promise<Readonly<Record<string, StatisticRow[]>>> {
  return home.call<Record<string, StatisticRow[]>>({
    type: "recorder/statistics_during_period",
    start_time: new Date(0).toISOString(),
    statistic_ids: ids,
    period: "5minute",
    types: ["state", "sum", "mean"],
  });
}

/** Sets up the Energy dashboard's grid connection; with `price`, Core works out its cost. */
export async function configureEnergy(
  home: Home,
  entities: { from: string; to: string; power: string; price?: string },
): Promise<void> {
  await home.call({
    type: "energy/save_prefs",
    energy_sources: [
      {
        type: "grid",
        stat_energy_from: entities.from,
        stat_energy_to: entities.to,
        ...(entities.price !== undefined && { entity_energy_price: entities.price }),
        power_config: { stat_rate: entities.power },
        cost_adjustment_day: 0,
      },
    ],
  });
}

/** Telegrams looked back on, received and lost together at least this many before anything is said. */
const kept = 120;
const enough = 20;
/** A jump of the counter by more comes from an update of the meter and not from the line. */
const largestGap = 1000;
const bad = 0.9;
const goodAgain = 0.95;

/** How many of the telegrams the meter sent arrived, by the steps of its invocation counter. */
export function createQuality() {
  let losses: number[] = [];
  let last: number | undefined;
  let lost = 0;

  function share(): number | undefined {
    if (losses.length === 0) return undefined;
    return losses.length / losses.reduce((sum, gap) => sum + gap, losses.length);
  }

  return {
    /** `outage`: the line was silent in between; `explained`: a fault of its own says why some are missing. Neither tells of the line's quality. */
    note(counter: number | undefined, how: "usual" | "outage" | "explained"): void {
      if (counter === undefined) return;
      const step = last === undefined ? 0 : counter - last;
      last = counter;
      if (step < 1 || step > largestGap || how === "outage") return;
      lost += step - 1;
      if (how === "usual") losses = [...losses, step - 1].slice(-kept);
    },
    share,
    lost: (): number => lost,
    isBad: (): boolean => losses.length >= enough && (share() as number) < bad,
    isGood: (): boolean => (share() ?? 1) >= goodAgain,
  };
}

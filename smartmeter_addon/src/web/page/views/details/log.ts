/** The lines of the log of the last hours, to be filtered, copied, taken along. */
import type { LogLine } from "../../../view.ts";
import { fetchLog } from "../../api.ts";
import { type Child, h } from "../../dom.ts";
import { formatClock, formatDayOfMonth } from "../../format.ts";
import { card, segments } from "../../parts.ts";
import { createTakeAlong } from "./take-along.ts";
import { said } from "./words.ts";

const levels = ["all", "warning", "error"] as const;
const refreshMs = 5000;
const mostShown = 300;

export function createLogPart(changed: () => void) {
  const drawTakeAlong = createTakeAlong(changed);
  let lines: readonly LogLine[] = [];
  let level: (typeof levels)[number] = "all";
  let filter = "";
  let asking: ReturnType<typeof setInterval> | undefined;

  async function ask(): Promise<void> {
    if (document.visibilityState === "hidden") return;
    lines = await fetchLog().catch(() => lines);
    changed();
  }

  const shown = (): readonly LogLine[] =>
    lines.filter(
      (line) =>
        (level === "all" || line.level === "error" || line.level === level) &&
        line.text.toLowerCase().includes(filter.toLowerCase()),
    );
  const plain = (): string =>
    shown()
      .map(({ atMs, level: weight, text }) => `${new Date(atMs).toISOString()} ${weight} ${text}\n`)
      .join("");

  return {
    shown() {
      void ask();
      asking = setInterval(() => void ask(), refreshMs);
    },
    hidden: () => clearInterval(asking),
    draw(): Child {
      return card(
        said.log,
        { id: "log", class: "wide" },
        h(
          "div",
          { class: "bar" },
          segments(said.logFilter, levels, level, said.logLevels, (name) => {
            level = name;
            changed();
          }),
          h("input", {
            type: "search",
            "aria-label": said.logFilter,
            placeholder: said.logFilter,
            value: filter,
            oninput: (event: Event & { currentTarget: HTMLInputElement }) => {
              filter = event.currentTarget.value;
              changed();
            },
          }),
          drawTakeAlong("smartmeter-log.txt", plain),
        ),
        drawLines(shown()),
      );
    },
  };
}

/** The latest on top: that is what somebody looks for. */
function drawLines(lines: readonly LogLine[]): Child {
  if (lines.length === 0) return h("p", {}, said.logEmpty);
  const latest = lines.slice(-mostShown).toReversed();
  return h(
    "ol",
    { class: "log-lines", tabindex: 0, "aria-labelledby": "log" },
    ...latest.map(({ atMs, level, text }) =>
      h("li", { class: level }, h("time", {}, `${formatDayOfMonth(atMs)} ${formatClock(atMs)}`), text),
    ),
  );
}

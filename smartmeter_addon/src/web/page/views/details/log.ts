/** The lines of the log of the last hours, to be filtered, copied, taken along. */
import type { LogLine } from "../../../view.ts";
import { fetchLog } from "../../api.ts";
import { type Child, h } from "../../dom.ts";
import { formatClock, formatDayOfMonth } from "../../format.ts";
import { icon } from "../../icons.ts";
import { card, segments } from "../../parts.ts";
import { copyText, saveText } from "../../take-along.ts";
import { said } from "./words.ts";

const levels = ["all", "warning", "error"] as const;
const refreshMs = 5000;

export function createLogPart(changed: () => void) {
  let lines: readonly LogLine[] = [];
  let level: (typeof levels)[number] = "all";
  let filter = "";
  let copied = false;
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

  async function copy(): Promise<void> {
    copied = await copyText(plain());
    changed();
    setTimeout(() => {
      copied = false;
      changed();
    }, 2000);
  }

  return {
    shown() {
      void ask();
      asking = setInterval(() => void ask(), refreshMs);
    },
    hidden: () => clearInterval(asking),
    draw(): Child {
      const some = shown();
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
          h(
            "button",
            { type: "button", class: "button", onclick: () => void copy() },
            copied ? said.copied : said.copy,
          ),
          h(
            "button",
            { type: "button", class: "button", onclick: () => saveText("smartmeter-log.txt", plain()) },
            icon("download"),
            said.download,
          ),
        ),
        some.length === 0
          ? h("p", {}, said.logEmpty)
          : h(
              "ol",
              { class: "log-lines", tabindex: 0, "aria-labelledby": "log" },
              // The latest on top: that is what somebody looks for.
              ...some
                .slice(-300)
                .toReversed()
                .map(({ atMs, level: weight, text }) =>
                  h("li", { class: weight }, h("time", {}, `${formatDayOfMonth(atMs)} ${formatClock(atMs)}`), text),
                ),
            ),
      );
    },
  };
}

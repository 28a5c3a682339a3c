/** Help with turning an infrared head. */
import { type Child, h } from "../../dom.ts";
import { formatNumber } from "../../format.ts";
import { icon } from "../../icons.ts";
import type { Store } from "../../store.ts";
import { fill } from "../../words.ts";
import { createTone } from "./tone.ts";
import { said as texts } from "./words.ts";

const said = texts.align;
const length = 2 * Math.PI * 84 * 0.75;

/** A big number while the infrared head is turned, and a tone for who looks at the meter. */
export function createAlign(changed: () => void): { draw(store: Store): Child; stop(): void } {
  const tone = createTone();
  return {
    draw({ meter }) {
      if (meter === undefined) return undefined;
      const { alignment } = meter.line;
      const rating =
        alignment.score === 0 ? "none" : alignment.score < 30 ? "weak" : alignment.score < 85 ? "fair" : "good";
      tone.play(alignment.score);
      const count = (name: string, value: number) => h("div", {}, h("dt", {}, name), h("dd", {}, formatNumber(value)));
      return h(
        "section",
        { id: "aligning", class: `card align wide ${rating}`, "aria-labelledby": "align" },
        h("h2", { id: "align" }, said.title),
        h("p", { class: "hint" }, said.intro),
        h(
          "div",
          { class: "gauge" },
          h(
            "svg",
            { viewBox: "0 0 200 200", "aria-hidden": "true" },
            h("path", { class: "track", d: arc }),
            h("path", { class: "score", d: arc, "stroke-dasharray": `${(alignment.score / 100) * length} 1000` }),
          ),
          h(
            "p",
            { class: "big", role: "status" },
            h("span", { class: "visually-hidden" }, `${said.score}: `),
            h("span", { class: "number" }, formatNumber(alignment.score)),
            h("span", { class: "of" }, said.of),
            h("span", { class: "rating" }, said.ratings[rating]),
          ),
        ),
        h(
          "button",
          {
            type: "button",
            class: "button tone",
            "aria-pressed": String(tone.sounding),
            onclick: () => {
              tone.toggle();
              changed();
            },
          },
          icon(tone.sounding ? "sound" : "silent"),
          tone.sounding ? said.toneOff : said.toneOn,
        ),
        h(
          "dl",
          { class: "counts" },
          count(said.good, alignment.good),
          count(said.damaged, alignment.damaged),
          count(said.skipped, alignment.skipped),
          count(said.octets, alignment.octets),
        ),
        h("p", { class: "hint" }, fill(said.window, { s: formatNumber(alignment.windowMs / 1000) })),
        h("p", { class: "hint" }, said.toneHint),
        h("p", { class: "hint" }, said.wired),
      );
    },
    stop: tone.stop,
  };
}

/** Three quarters of a circle, open below. */
const arc = "M40.600 159.400A84 84 0 1 1 159.400 159.400";

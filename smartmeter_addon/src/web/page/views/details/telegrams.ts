/** The last telegrams, or what was pasted, as octets: one is chosen, and in it the field pointed at. */
import type { TelegramView } from "../../../view.ts";
import { type Child, h } from "../../dom.ts";
import { formatClock } from "../../format.ts";
import { icon } from "../../icons.ts";
import type { View } from "../view.ts";
import { createPasteBox } from "./paste-box.ts";
import { createTelegramList } from "./telegram-list.ts";
import { drawPart } from "./telegram-part.ts";
import { said as texts } from "./words.ts";

const said = texts.telegrams;

export function createTelegramsView(changed: () => void): View {
  const list = createTelegramList(changed);
  /** What was pasted, shown instead until the meter's own are asked for again. */
  let pasted: readonly TelegramView[] | undefined;
  let chosenAtMs: number | undefined;
  /** Part and field pointed at. */
  let pointed: { readonly part: number; readonly field: number } | undefined;

  function point(part: number, field: number): void {
    if (pointed?.part === part && pointed.field === field) return;
    pointed = { part, field };
    changed();
  }

  function choose(receivedAtMs: number | undefined): void {
    chosenAtMs = receivedAtMs;
    pointed = undefined;
    changed();
  }

  function reload(): void {
    pasted = undefined;
    list.load();
  }

  const box = createPasteBox(
    () => list.meter,
    changed,
    (found) => {
      pasted = found.length > 0 ? found : undefined;
      choose(undefined);
    },
  );

  function drawList(all: readonly TelegramView[], telegram: TelegramView | undefined): Child {
    const titleOf = ({ receivedAtMs, title }: TelegramView): string =>
      pasted === undefined ? `${formatClock(receivedAtMs)} · ${title}` : title;
    const hint = list.isUnavailable ? said.unavailable : pasted === undefined ? said.hint : said.pasted;
    return h(
      "section",
      { class: "card", "aria-labelledby": "inspector" },
      h("h2", { id: "inspector" }, said.title),
      h("p", { class: "hint" }, hint),
      h(
        "div",
        { class: "bar" },
        telegram !== undefined && drawChoice(all, telegram, titleOf, choose),
        h("button", { type: "button", class: "button", onclick: reload }, icon("refresh"), said.refresh),
      ),
      list.telegrams?.length === 0 && pasted === undefined && h("p", {}, said.none),
    );
  }

  return {
    shown(store) {
      pasted = undefined;
      list.begin(store);
    },
    draw(store) {
      if (list.follow(store)) pasted = undefined;
      const all = pasted ?? list.telegrams ?? [];
      const telegram = all.find(({ receivedAtMs }) => receivedAtMs === chosenAtMs) ?? all[0];
      return h(
        "div",
        { class: "inspector" },
        drawList(all, telegram),
        box.draw(),
        telegram?.fault !== undefined && h("p", { class: "card problem" }, telegram.fault),
        ...(telegram?.parts ?? []).map((part, number) =>
          drawPart(part, number, pointed?.part === number ? pointed.field : undefined, (field) => point(number, field)),
        ),
      );
    },
    hidden() {
      pointed = undefined;
    },
  };
}

function drawChoice(
  all: readonly TelegramView[],
  telegram: TelegramView,
  titleOf: (telegram: TelegramView) => string,
  choose: (receivedAtMs: number) => void,
): Child {
  return h(
    "label",
    {},
    `${said.telegram} `,
    h(
      "select",
      {
        value: String(telegram.receivedAtMs),
        onchange: (event: Event & { currentTarget: HTMLSelectElement }) => choose(Number(event.currentTarget.value)),
      },
      ...all.map((one) => h("option", { value: String(one.receivedAtMs) }, titleOf(one))),
    ),
  );
}

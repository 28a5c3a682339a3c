/** What helps to find out more: codes, telegrams, files to take along. */
import "./telegrams.css";
import "./style.css";
import { captureAddress } from "../../api.ts";
import { type Child, h } from "../../dom.ts";
import { icon } from "../../icons.ts";
import { card, folded } from "../../parts.ts";
import type { Store } from "../../store.ts";
import { nameOf, valueText } from "../../values.ts";
import type { View, ViewDefinition } from "../view.ts";
import { createTelegramsView } from "./telegrams.ts";
import { said } from "./words.ts";

export const detailsView: ViewDefinition = {
  name: "details",
  title: { en: "Details", de: "Details" },
  icon: "M4 6h4m2.5 0h4M17 6h3M4 12h2.500M9 12h5m2.500 0H20M4 18h5m2.500 0h3M17 18h3",
  create: createDetailsView,
};

function createDetailsView(changed: () => void): View {
  const telegrams = createTelegramsView(changed);
  const opened = new Set<string>();
  return {
    shown: (store) => telegrams.shown?.(store),
    hidden: () => telegrams.hidden?.(),
    draw: (store) => [h("div", { class: "grid" }, drawFiles(store), drawCodes(store, opened)), telegrams.draw(store)],
  };
}

function drawFiles({ meter }: Store): Child {
  return card(
    said.capture,
    { id: "files", class: "wide" },
    h("p", { class: "hint" }, said.captureHint),
    h("a", { class: "button", href: captureAddress(meter?.index ?? 0), download: "" }, icon("download"), said.capture),
  );
}

/** Every value of the last telegram with its logical name. */
function drawCodes({ meter }: Store, opened: Set<string>): Child {
  const values = meter?.reading?.values.filter(({ obis }) => !/[*&]200$|\.199\./.test(obis)) ?? [];
  if (values.length === 0) return undefined;
  return h(
    "section",
    { class: "card wide" },
    folded(
      said.codes,
      opened,
      "codes",
      h("p", { class: "hint" }, said.codesHint),
      h(
        "table",
        { class: "values" },
        h(
          "tbody",
          {},
          ...values.map((value) =>
            h(
              "tr",
              {},
              h("th", { scope: "row" }, nameOf(value), h("small", {}, value.obis)),
              h("td", {}, valueText(value)),
            ),
          ),
        ),
      ),
    ),
  );
}

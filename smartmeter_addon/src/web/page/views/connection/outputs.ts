/** The outputs and how each is doing. */
import { faultHelp, faultHere } from "../../../../texts/help.ts";
import type { OutputView } from "../../../view.ts";
import { type Child, h } from "../../dom.ts";
import { formatNumber, language } from "../../format.ts";
import { icon } from "../../icons.ts";
import { card } from "../../parts.ts";
import { fill, words } from "../../words.ts";
import { said as texts } from "./words.ts";

const said = texts.outputs;

const icons = { ok: "good", idle: "wait", failing: "faults" } as const;

/** The outputs with a target: whether it takes what is sent and, where it does not, what to do. */
export function drawOutputs(outputs: readonly OutputView[]): Child {
  if (outputs.length === 0) return undefined;
  return card(said.title, { id: "outputs", class: "wide" }, h("ul", { class: "outputs" }, ...outputs.map(drawOutput)));
}

function drawOutput(output: OutputView): Child {
  const { name, title, state, clients } = output;
  const counts = (["delivered", "waiting", "lost"] as const)
    .filter((count) => output[count] > 0)
    .map((count) => fill(said.counts[count], { n: formatNumber(output[count]) }));
  return h(
    "li",
    { key: name, class: state },
    h("h3", {}, title[language]),
    h(
      "p",
      { class: "state" },
      icon(icons[state]),
      state === "idle" && clients !== undefined ? said.meterSilent : said.states[state],
    ),
    h("p", { class: "amounts" }, counts.join(" · ")),
    clients !== undefined && drawClients(clients),
    (state === "failing" || output.code !== undefined) && drawTrouble(output),
  );
}

/** Who reads from an output that is asked, and how often. */
function drawClients(clients: NonNullable<OutputView["clients"]>): Child {
  if (clients.length === 0) return h("p", { class: "amounts" }, said.noClient);
  return clients.map(({ address, units, perMinute }) =>
    h(
      "p",
      { key: address, class: "amounts" },
      fill(said.client, { address, units: units.join(", "), n: formatNumber(perMinute) }),
    ),
  );
}

function drawTrouble({ code = "output-failed", seen }: OutputView): Child {
  const { next } = faultHelp(code, language);
  return h(
    "div",
    { class: "explain" },
    h("p", {}, faultHere({ code, seen }, language)),
    h("p", { class: "next" }, h("strong", {}, `${words.next}: `), next),
  );
}

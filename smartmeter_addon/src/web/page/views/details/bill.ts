/** A portal's export laid over the own quarter hours: drop it, read the verdict. */
import type { CompareVerdict } from "../../../view.ts";
import { compareExport, HttpError } from "../../api.ts";
import { type Child, h } from "../../dom.ts";
import { icon } from "../../icons.ts";
import { card } from "../../parts.ts";
import { said } from "./words.ts";

export function createBillPart(changed: () => void) {
  let verdict: CompareVerdict | "comparing" | "large" | "failed" | undefined;
  let isOver = false;

  async function judge(meter: number, file: File | undefined): Promise<void> {
    isOver = false;
    if (file === undefined) return;
    verdict = "comparing";
    changed();
    try {
      verdict = await compareExport(meter, file);
    } catch (error) {
      verdict = error instanceof HttpError && error.status === 413 ? "large" : "failed";
    }
    changed();
  }

  return (meter: number): Child =>
    card(
      said.bill,
      { id: "bill", class: "wide" },
      h("p", { class: "hint" }, said.billHint),
      h(
        "label",
        {
          class: `drop${isOver ? " over" : ""}`,
          ondragover: (event: DragEvent) => {
            event.preventDefault();
            if (isOver) return;
            isOver = true;
            changed();
          },
          ondragleave: () => {
            isOver = false;
            changed();
          },
          ondrop: (event: DragEvent) => {
            event.preventDefault();
            void judge(meter, event.dataTransfer?.files[0]);
          },
        },
        icon("download"),
        h("span", {}, said.choose),
        h("input", {
          type: "file",
          accept: ".csv,.txt,text/csv",
          onchange: (event: Event & { currentTarget: HTMLInputElement }) => {
            void judge(meter, event.currentTarget.files?.[0]);
            // The same file may be given again.
            event.currentTarget.value = "";
          },
        }),
      ),
      h("div", { role: "status" }, drawVerdict(verdict)),
    );
}

function drawVerdict(verdict: CompareVerdict | "comparing" | "large" | "failed" | undefined): Child {
  if (verdict === undefined) return undefined;
  if (verdict === "comparing") return h("p", {}, said.comparing);
  if (verdict === "large") return h("p", { class: "truth bad" }, said.tooLarge);
  if (verdict === "failed") return h("p", { class: "truth bad" }, said.compareFailed);
  const [first, ...lines] = verdict.lines;
  return [
    h("p", { class: `truth ${verdict.good ? "good" : "wait"}` }, icon(verdict.good ? "good" : "faults"), first),
    lines.length > 0 && h("pre", { class: "report", tabindex: 0 }, lines.join("\n").trim()),
  ];
}

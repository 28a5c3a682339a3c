/** The step for the key: it is typed and judged, and the configuration explained or written. */
import { applySettings, writeConfiguration } from "../../api.ts";
import { type Child, h } from "../../dom.ts";
import { icon } from "../../icons.ts";
import type { Store } from "../../store.ts";
import { createKeyFields } from "./key-fields.ts";
import type { ChosenReader } from "./port-step.ts";
import { said } from "./words.ts";

export function createKeyStep(changed: () => void) {
  let name = "";
  /** What was wrong with what was to be written; undefined: nothing was, or it is typed anew. */
  let problems: readonly string[] | undefined;
  const fields = createKeyFields(changed, () => {
    problems = undefined;
  });

  async function write(meter: number, reader: ChosenReader): Promise<void> {
    const draft = { meter, name, port: reader.port, readerKey: reader.key, ...fields.typed() };
    problems = await writeConfiguration(draft).then(
      (answer) => answer.problems,
      () => [said.failed],
    );
    changed();
    if (problems.length === 0) await applySettings().catch(() => undefined);
  }

  function drawWrite(meter: number, reader: ChosenReader): Child {
    const isWritten = problems?.length === 0;
    return [
      h("label", { for: "meter-name" }, said.name),
      h("input", {
        id: "meter-name",
        value: name,
        maxlength: 60,
        oninput: (event: Event & { currentTarget: HTMLInputElement }) => {
          name = event.currentTarget.value;
        },
      }),
      h("button", { type: "button", class: "button primary", onclick: () => void write(meter, reader) }, said.write),
      h(
        "div",
        { role: "status", class: `verdict ${isWritten ? "good" : "bad"}` },
        isWritten ? [icon("good"), said.written] : problems?.map((problem) => h("p", {}, problem)),
      ),
    ];
  }

  return {
    /** `keyCount`: how many keys the meter may need. */
    draw({ meter, page }: Store, keyCount: 1 | 2, reader: ChosenReader): Child {
      const index = meter?.index ?? 0;
      return [
        h("p", { class: "hint" }, said.keyHint),
        fields.draw(index, keyCount),
        page?.mode === "app" &&
          page.configurable !== true &&
          h("div", { class: "note" }, h("h4", {}, said.appTitle), h("p", {}, said.appText)),
        page?.configurable === true && drawWrite(index, reader),
      ];
    },
    /** Drops what was typed when the view is left. */
    forget(): void {
      fields.forget();
      problems = undefined;
    },
  };
}

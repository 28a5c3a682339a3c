/** A box to paste telegrams into: from a forum, a log, a file. What is pasted goes to this machine's own program only. */
import type { PasteView } from "../../../view.ts";
import { explainPaste, HttpError } from "../../api.ts";
import { type Child, h } from "../../dom.ts";
import { said as texts } from "./words.ts";

const said = texts.paste;
/** The server takes no more; nobody reads it either. */
const mostOctets = 150_000;

export interface PasteBox {
  draw(): Child;
}

/** `explained`: the telegrams found in what was pasted, to be shown; none where there are none. */
export function createPasteBox(
  meter: () => number,
  changed: () => void,
  explained: (telegrams: PasteView["telegrams"]) => void,
): PasteBox {
  let text = "";
  let notes: readonly string[] = [];
  let problem: string | undefined;
  let draft: string | undefined;

  async function read(octets: Uint8Array): Promise<void> {
    notes = [];
    draft = undefined;
    problem = octets.length > mostOctets ? said.tooLong : octets.length === 0 ? said.empty : undefined;
    if (problem === undefined) {
      try {
        const answer = await explainPaste(meter(), octets);
        ({ notes, draft } = answer);
        problem = answer.telegrams.length === 0 && notes.length === 0 ? said.nothing : undefined;
        explained(answer.telegrams);
      } catch (error) {
        if (!(error instanceof HttpError)) throw error;
        problem = error.status === 429 ? said.tooOften : said.failed;
      }
    }
    changed();
  }

  async function readFile(file: File | undefined): Promise<void> {
    if (file !== undefined) await read(new Uint8Array(await file.slice(0, mostOctets + 1).arrayBuffer()));
  }

  return {
    draw: () =>
      h(
        "section",
        { class: "card", "aria-labelledby": "paste" },
        h("h2", { id: "paste" }, said.title),
        h("p", { class: "hint" }, said.hint),
        h("textarea", {
          class: "paste",
          rows: 6,
          spellcheck: "false",
          autocomplete: "off",
          "aria-labelledby": "paste",
          value: text,
          oninput: (event: Event & { currentTarget: HTMLTextAreaElement }) => {
            text = event.currentTarget.value;
          },
          ondragover: (event: DragEvent) => event.preventDefault(),
          ondrop: (event: DragEvent) => {
            const file = event.dataTransfer?.files[0];
            if (file === undefined) return;
            event.preventDefault();
            void readFile(file);
          },
        }),
        h(
          "div",
          { class: "bar" },
          h(
            "button",
            { type: "button", class: "button", onclick: () => void read(new TextEncoder().encode(text)) },
            said.read,
          ),
          h(
            "label",
            {},
            `${said.file} `,
            h("input", {
              type: "file",
              onchange: (event: Event & { currentTarget: HTMLInputElement }) =>
                void readFile(event.currentTarget.files?.[0]),
            }),
          ),
        ),
        h(
          "div",
          { role: "status" },
          ...[...notes, ...(problem === undefined ? [] : [problem])].map((line) => h("p", {}, line)),
        ),
        draft !== undefined &&
          h("pre", { class: "report", role: "region", tabindex: "0", "aria-label": said.draft }, draft),
      ),
  };
}

/** Every option of the program as a field, by section; what is changed is checked as a whole, saved and put to use. */
import type { SettingSectionView, SettingView } from "../../../view.ts";
import { applySettings, changeSettings, fetchSettings } from "../../api.ts";
import { type Child, h } from "../../dom.ts";
import { icon } from "../../icons.ts";
import { fill } from "../../words.ts";
import { said } from "./words.ts";

type Outcome = { readonly good: boolean; readonly lines: readonly string[] };

export function createSettings(changed: () => void) {
  let sections: readonly SettingSectionView[] | undefined;
  let isOpen = false;
  /** What was typed and is not saved yet, by the option's path. */
  const typed = new Map<string, string>();
  let outcome: Outcome | undefined;

  async function load(): Promise<void> {
    sections = await fetchSettings().catch(() => undefined);
    changed();
  }

  async function save(): Promise<void> {
    const changes = [...typed].map(([path, value]) => ({ path, value }));
    const problems = await changeSettings(changes).then(
      (answer) => answer.problems,
      () => [said.failed],
    );
    outcome = { good: problems.length === 0, lines: problems };
    if (problems.length === 0) {
      typed.clear();
      const { problem } = await applySettings().catch(() => ({ problem: undefined }));
      outcome = problem === undefined ? { good: true, lines: [said.all.saved] } : { good: false, lines: [problem] };
      await load();
    }
    changed();
  }

  function put(path: string, value: string): void {
    typed.set(path, value);
    outcome = undefined;
    changed();
  }

  function drawField(setting: SettingView): Child {
    const { path, text, usual, unit, source } = setting;
    const id = `setting-${path}`;
    const from = source === undefined ? "" : sourceText(source);
    const notes = [
      unit === undefined ? undefined : fill(said.all.unit, { unit }),
      usual === undefined ? undefined : fill(said.all.usual, { usual }),
      from,
    ];
    return h(
      "div",
      { class: "setting", key: path },
      h("label", { for: id }, h("code", {}, path)),
      drawInput(setting, id),
      h("p", { class: "hint", id: `${id}-hint` }, [text, ...notes].filter(Boolean).join(" ")),
    );
  }

  function drawInput({ path, kind, choices, secret, value, example }: SettingView, id: string): Child {
    const now = typed.get(path) ?? (secret ? "" : (value ?? ""));
    const options = kind === "flag" ? ["true", "false"] : choices;
    if (options.length > 0)
      return h(
        "select",
        {
          id,
          "aria-describedby": `${id}-hint`,
          onchange: (event: Event & { currentTarget: HTMLSelectElement }) => put(path, event.currentTarget.value),
        },
        ...["", ...options].map((choice) =>
          h("option", { value: choice, selected: choice === now }, choice === "" ? said.all.unset : choice),
        ),
      );
    return h("input", {
      id,
      type: secret ? "password" : "text",
      value: now,
      placeholder: secret && value !== undefined ? said.all.kept : (example ?? ""),
      autocomplete: "off",
      spellcheck: "false",
      "aria-describedby": `${id}-hint`,
      oninput: (event: Event & { currentTarget: HTMLInputElement }) => put(path, event.currentTarget.value),
    });
  }

  function drawSection({ name, text, settings, lists }: SettingSectionView): Child {
    return h(
      "details",
      { class: "setting-section", key: name },
      h("summary", {}, h("code", {}, name), ` ${text}`),
      ...settings.map(drawField),
      ...lists.map(({ path, count }) =>
        h("p", { class: "hint" }, fill(said.all.list, { path, next: `${path}[${count}]` })),
      ),
    );
  }

  return {
    draw(): Child {
      return h(
        "details",
        {
          class: "card settings",
          open: isOpen,
          ontoggle: (event: Event & { currentTarget: HTMLDetailsElement }) => {
            isOpen = event.currentTarget.open;
            if (isOpen && sections === undefined) void load();
          },
        },
        h("summary", {}, h("h2", {}, said.all.title)),
        h("p", {}, said.all.intro),
        ...(sections ?? []).map(drawSection),
        typed.size > 0 &&
          h("button", { type: "button", class: "button primary", onclick: () => void save() }, said.write),
        h(
          "div",
          { role: "status", class: `verdict ${outcome?.good === true ? "good" : "bad"}` },
          outcome?.good === true && icon("good"),
          ...(outcome?.lines ?? []).map((line) => h("p", {}, line)),
        ),
      );
    },
  };
}

function sourceText(source: string): string {
  if (source === "form") return said.all.fromForm;
  const line = /^file:(.*)$/.exec(source)?.[1];
  return line === undefined ? fill(said.all.fromVariable, { name: source }) : fill(said.all.fromFile, { line });
}

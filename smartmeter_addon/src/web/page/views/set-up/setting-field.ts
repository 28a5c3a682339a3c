/** One option as a field: its name and what it does, what holds, and where that comes from. */
import type { SettingView } from "../../../view.ts";
import { type Child, h } from "../../dom.ts";
import { fill } from "../../words.ts";
import type { SettingChanges } from "./setting-changes.ts";
import { said } from "./words.ts";

export function drawField(setting: SettingView, changes: SettingChanges): Child {
  const { path, title, text, usual, unit, source, required } = setting;
  const id = `setting-${path}`;
  const notes = [
    unit === undefined ? undefined : fill(said.all.unit, { unit }),
    usual === undefined ? undefined : fill(said.all.usual, { usual: valueText(setting, usual) }),
    source === undefined ? undefined : sourceText(source),
  ].filter((note) => note !== undefined);
  return h(
    "div",
    { class: "setting", key: path },
    h("label", { for: id }, title, required && h("span", { class: "needed" }, ` ${said.all.needed}`)),
    drawInput(setting, id, changes),
    // An empty field of a secret says nothing: what is set is never shown in it.
    setting.secret &&
      setting.value !== undefined &&
      h(
        "button",
        {
          type: "button",
          class: "button",
          "aria-label": `${said.all.remove}: ${title}`,
          onclick: () => changes.put(path, ""),
        },
        changes.typed(path) === "" ? said.all.goes : said.all.remove,
      ),
    h("p", { class: "hint", id: `${id}-hint` }, withCode(text), notes.length > 0 && [" ", withCode(notes.join(" "))]),
    h("p", { class: "setting-path", "aria-hidden": "true" }, h("code", {}, path)),
  );
}

function drawInput(setting: SettingView, id: string, changes: SettingChanges): Child {
  const { path, kind, choices, secret, value, example } = setting;
  const typed = changes.typed(path);
  const put = (text: string): void => changes.put(path, text);
  const now = typed ?? (secret ? "" : (value ?? ""));
  const shared = { id, "aria-describedby": `${id}-hint`, "aria-invalid": changes.isWrong(path) ? "true" : undefined };
  const options = kind === "flag" ? ["true", "false"] : choices;
  if (options.length > 0)
    return h(
      "select",
      {
        ...shared,
        value: now,
        onchange: (event: Event & { currentTarget: HTMLSelectElement }) => put(event.currentTarget.value),
      },
      ...["", ...options].map((choice) =>
        h("option", { value: choice }, choice === "" ? said.all.unset : valueText(setting, choice)),
      ),
    );
  return h("input", {
    ...shared,
    type: secret ? "password" : "text",
    value: now,
    placeholder:
      secret && value !== undefined && typed !== ""
        ? said.all.kept
        : fill(said.all.example, { example: example ?? "" }),
    autocomplete: "off",
    spellcheck: "false",
    oninput: (event: Event & { currentTarget: HTMLInputElement }) => put(event.currentTarget.value),
  });
}

/** The name in a file stands behind the words: explanations speak of it. */
function valueText({ kind, words }: SettingView, value: string): string {
  if (kind !== "flag") return words[value] === undefined ? value : `${words[value]} (${value})`;
  return value === "true" ? said.all.on : value === "false" ? said.all.off : value;
}

function sourceText(source: string): string {
  if (source === "form") return said.all.fromForm;
  const line = /^file:(.*)$/.exec(source)?.[1];
  return line === undefined ? fill(said.all.fromVariable, { name: source }) : fill(said.all.fromFile, { line });
}

/** Text with `code` in backticks. */
export const withCode = (text: string): Child[] =>
  text.split("`").map((part, at) => (at % 2 === 1 ? h("code", {}, part) : part));

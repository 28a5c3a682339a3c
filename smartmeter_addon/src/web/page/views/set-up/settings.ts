/** Every option of the program as a field, by section; what is changed is checked as a whole, saved and put to use. */
import type { SettingListView, SettingSectionView, SettingView } from "../../../view.ts";
import { applySettings, changeSettings, fetchSettings } from "../../api.ts";
import { type Child, h } from "../../dom.ts";
import { icon } from "../../icons.ts";
import { fill } from "../../words.ts";
import { drawField, withCode } from "./setting-field.ts";
import { said } from "./words.ts";

type Outcome = { readonly good: boolean; readonly lines: readonly string[] };

/** What people look for comes first; the others in the order of the options, the page itself and what stands alone last. */
const first: readonly string[] = ["meters", "tariff", "virtual", "quarter_hours", "mqtt"];

function sorted(sections: readonly SettingSectionView[]): readonly SettingSectionView[] {
  const rank = ({ name }: SettingSectionView): number =>
    name === "web" ? first.length + 1 : (first.indexOf(name) + first.length + 1) % (first.length + 1);
  return [...sections].sort((one, other) => rank(one) - rank(other));
}

/** Options that are no section of their own stand in one together. */
const isAlone = ({ name, settings }: SettingSectionView): boolean => settings[0]?.path === name;

/** So often, and once a second, what holds is asked for of a program that starts anew. */
const mostTries = 60;

export function createSettings(changed: () => void) {
  let sections: readonly SettingSectionView[] | undefined;
  let isOpen = false;
  /** What was typed and is not saved yet, by the option's path. */
  const typed = new Map<string, string>();
  /** How many entries were added to a list, and which are to go. */
  const added = new Map<string, number>();
  const removed = new Set<string>();
  let isSaving = false;
  let outcome: Outcome | undefined;

  async function load(tries: number): Promise<void> {
    for (let left = tries; left > 0; left--) {
      const found = await fetchSettings().catch(() => undefined);
      if (found !== undefined) {
        sections = found;
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    changed();
  }

  async function save(): Promise<void> {
    isSaving = true;
    changed();
    const kept = [...typed].filter(([path]) => ![...removed].some((entry) => path.startsWith(entry)));
    const changes = [...kept, ...[...removed].map((path) => [path, ""] as const)];
    const problems = await changeSettings(changes.map(([path, value]) => ({ path, value }))).then(
      (answer) => answer.problems,
      () => [said.failed],
    );
    outcome = { good: problems.length === 0, lines: problems };
    if (problems.length === 0) {
      const { problem } = await applySettings().catch(() => ({ problem: undefined }));
      outcome = problem === undefined ? { good: true, lines: [said.all.saved] } : { good: false, lines: [problem] };
      for (const noted of [typed, added, removed]) noted.clear();
      changed();
      await load(mostTries);
    }
    isSaving = false;
    changed();
  }

  const noting = (note: () => void) => () => {
    note();
    outcome = undefined;
    changed();
  };

  function draw(setting: SettingView): Child {
    const { path } = setting;
    return drawField(setting, {
      typed: typed.get(path),
      isWrong: outcome?.lines.some((line) => line.includes(`${path}: `)) === true,
      put: (value) => noting(() => typed.set(path, value))(),
    });
  }

  /** What stands in a field: typed, or in force. */
  const now = (settings: readonly SettingView[], path: string): string =>
    typed.get(path) ?? settings.find((setting) => setting.path === path)?.value ?? "";

  /** An entry of a list with its fields, and the button that takes it away. */
  function drawEntry(list: SettingListView, at: number, settings: readonly SettingView[], isLastNew: boolean): Child {
    const path = `${list.path}[${at}]`;
    const isRemoved = removed.has(path);
    const name = ["name", "id"].map((field) => now(settings, `${path}.${field}`)).find((text) => text !== "") ?? "";
    const title = fill(titleOf(list.path), { n: at + 1 });
    const isOnlyMeter = list.path === "meters" && list.count - removed.size <= 1 && !isRemoved;
    const take = isLastNew
      ? noting(() => {
          added.set(list.path, (added.get(list.path) ?? 1) - 1);
          for (const typedPath of [...typed.keys()]) if (typedPath.startsWith(path)) typed.delete(typedPath);
        })
      : noting(() => (isRemoved ? removed.delete(path) : removed.add(path)));
    return h(
      "fieldset",
      { class: "setting-entry", key: path },
      h("legend", {}, name === "" ? title : `${title}: ${name}`),
      isRemoved ? h("p", {}, said.all.goes) : settings.map(draw),
      (at < list.count ? !isOnlyMeter : isLastNew) &&
        h("button", { type: "button", class: "button", onclick: take }, isRemoved ? said.all.keep : said.all.remove),
    );
  }

  function drawList(list: SettingListView, settings: readonly SettingView[]): Child {
    const { path, count, next } = list;
    const news = added.get(path) ?? 0;
    const place = (at: number): string => `${path}[${at}]`;
    const old = Array.from({ length: count }, (_, at) =>
      drawEntry(
        list,
        at,
        settings.filter((setting) => setting.path.startsWith(`${place(at)}.`)),
        false,
      ),
    );
    const fresh = Array.from({ length: news }, (_, index) => {
      const at = count + index;
      const fields = next.map((setting) => ({ ...setting, path: setting.path.replace(place(count), place(at)) }));
      return drawEntry(list, at, fields, index === news - 1);
    });
    const add = noting(() => added.set(path, news + 1));
    return [old, fresh, h("button", { type: "button", class: "button", onclick: add }, addOf(path))];
  }

  function drawSection({ name, title, text, settings, lists }: SettingSectionView): Child {
    const count = settings.filter(({ value }) => value !== undefined).length;
    const inList = (path: string): boolean => lists.some((list) => path.startsWith(`${list.path}[`));
    return h(
      "details",
      { class: "setting-section", key: name },
      h(
        "summary",
        {},
        h("strong", {}, title),
        count > 0 && h("span", { class: "set" }, fill(said.all.set, { n: count })),
        h("span", { class: "hint" }, withCode(text)),
      ),
      ...settings.filter(({ path }) => !inList(path)).map(draw),
      ...lists.map((list) => drawList(list, settings)),
    );
  }

  function drawSave(): Child {
    const isChanged = typed.size > 0 || removed.size > 0;
    if (!isChanged && outcome === undefined) return undefined;
    return h(
      "div",
      { class: "setting-save" },
      h(
        "div",
        { role: "status", class: `verdict ${outcome?.good === true ? "good" : "bad"}` },
        outcome?.good === true && icon("good"),
        ...(outcome?.lines ?? []).map((line) => h("p", {}, line)),
      ),
      isChanged &&
        h(
          "button",
          { type: "button", class: "button primary", disabled: isSaving, onclick: () => void save() },
          said.write,
        ),
    );
  }

  return {
    draw(): Child {
      const all = sections ?? [];
      const general = {
        name: "general",
        ...said.all.general,
        settings: all.filter(isAlone).flatMap(({ settings }) => settings),
        lists: [],
      };
      return h(
        "details",
        {
          class: "card settings",
          open: isOpen,
          ontoggle: (event: Event & { currentTarget: HTMLDetailsElement }) => {
            if (event.target !== event.currentTarget) return;
            isOpen = event.currentTarget.open;
            if (isOpen && sections === undefined) void load(mostTries);
          },
        },
        h("summary", {}, h("h2", {}, said.all.title)),
        h("p", {}, said.all.intro),
        sections === undefined
          ? h("p", { class: "hint" }, said.checking)
          : [...sorted(all.filter((section) => !isAlone(section))), general].map(drawSection),
        drawSave(),
      );
    },
  };
}

type ListName = keyof typeof said.all.lists;
const listOf = (path: string) => said.all.lists[(path in said.all.lists ? path : "other") as ListName];
const titleOf = (path: string): string => listOf(path).title;
const addOf = (path: string): string => listOf(path).add;

/** One section of the options: its fields, and its lists, whose entries can be added and taken away. */
import type { SettingListView, SettingSectionView, SettingView } from "../../../view.ts";
import { type Child, h } from "../../dom.ts";
import { fill } from "../../words.ts";
import type { SettingChanges } from "./setting-changes.ts";
import { drawField, withCode } from "./setting-field.ts";
import { said } from "./words.ts";

export function drawSection(section: SettingSectionView, changes: SettingChanges): Child {
  const { name, title, text, settings, lists } = section;
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
    drawFields(
      settings.filter(({ path }) => !inList(path)),
      changes,
    ),
    ...lists.map((list) => drawList(list, settings, changes)),
  );
}

const drawFields = (settings: readonly SettingView[], changes: SettingChanges): Child =>
  settings.map((setting) => drawField(setting, changes));

/** `settings` are those of the section; the entries that are there take theirs, the added ones are like the next. */
function drawList(list: SettingListView, settings: readonly SettingView[], changes: SettingChanges): Child {
  const { path, count, next } = list;
  const added = changes.countAdded(path);
  const entryAt = (at: number): string => `${path}[${at}]`;
  return [
    Array.from({ length: count }, (_, at) => {
      const fields = settings.filter((setting) => setting.path.startsWith(`${entryAt(at)}.`));
      return drawEntry(list, at, fields, changes);
    }),
    Array.from({ length: added }, (_, index) => {
      const at = count + index;
      const fields = next.map((one) => ({ ...one, path: one.path.replace(entryAt(count), entryAt(at)) }));
      return drawEntry(list, at, fields, changes);
    }),
    drawButton(listTexts(path).add, () => changes.add(path)),
  ];
}

/** An entry of a list with its fields, and the button that takes it away. */
function drawEntry(
  list: SettingListView,
  at: number,
  settings: readonly SettingView[],
  changes: SettingChanges,
): Child {
  const entry = `${list.path}[${at}]`;
  const title = fill(listTexts(list.path).title, { n: at + 1 });
  const name = nameOf(entry, settings, changes);
  return h(
    "fieldset",
    { class: "setting-entry", key: entry },
    h("legend", {}, name === undefined ? title : `${title}: ${name}`),
    changes.isRemoved(entry) ? h("p", {}, said.all.goes) : drawFields(settings, changes),
    drawTake(list, at, entry, changes),
  );
}

/** The name of an entry as typed, or in force. */
function nameOf(entry: string, settings: readonly SettingView[], changes: SettingChanges): string | undefined {
  const current = (path: string): string | undefined =>
    changes.typed(path) ?? settings.find((setting) => setting.path === path)?.value;
  return [current(`${entry}.name`), current(`${entry}.id`)].find((text) => text !== undefined && text !== "");
}

/** Of the added entries only the last can go again, and never the only meter. */
function drawTake(list: SettingListView, at: number, entry: string, changes: SettingChanges): Child {
  const { path, count } = list;
  if (at >= count) {
    const isLast = at === count + changes.countAdded(path) - 1;
    return isLast && drawButton(said.all.remove, () => changes.dropLast(path, entry));
  }
  if (changes.isRemoved(entry)) return drawButton(said.all.keep, () => changes.keep(entry));
  const isOnlyMeter = path === "meters" && count - changes.countRemoved(path) <= 1;
  return !isOnlyMeter && drawButton(said.all.remove, () => changes.remove(entry));
}

const drawButton = (text: string, onclick: () => void): Child =>
  h("button", { type: "button", class: "button", onclick }, text);

type ListName = keyof typeof said.all.lists;
const listTexts = (path: string) => said.all.lists[(path in said.all.lists ? path : "other") as ListName];

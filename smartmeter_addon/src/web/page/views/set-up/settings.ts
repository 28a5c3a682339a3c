/** Every option of the program as a field, by section; what is changed is checked as a whole, saved and put to use. */
import type { SettingSectionView } from "../../../view.ts";
import { changeSettings, fetchSettings } from "../../api.ts";
import { type Child, h } from "../../dom.ts";
import { drawOutcome, saveAndApply } from "../../outcome.ts";
import { createSettingChanges } from "./setting-changes.ts";
import { drawSection } from "./setting-section.ts";
import { said } from "./words.ts";

/** So often, and once a second, what holds is asked for of a program that starts anew. */
const mostTries = 60;

export function createSettings(changed: () => void) {
  const changes = createSettingChanges(changed);
  let sections: readonly SettingSectionView[] | undefined;
  let isOpen = false;
  let isSaving = false;

  async function load(): Promise<void> {
    for (let left = mostTries; left > 0; left--) {
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
    const outcome = await saveAndApply(() => changeSettings(changes.list()), {
      done: said.all.saved,
      failed: said.failed,
    });
    changes.settle(outcome);
    if (outcome.isSaved) {
      changed();
      await load();
    }
    isSaving = false;
    changed();
  }

  function drawSave(): Child {
    if (changes.isEmpty() && changes.outcome === undefined) return undefined;
    const button = { type: "button", class: "button primary", disabled: isSaving, onclick: () => void save() };
    return h(
      "div",
      { class: "setting-save" },
      drawOutcome(changes.outcome),
      !changes.isEmpty() && h("button", button, said.write),
    );
  }

  return {
    draw: (): Child =>
      h(
        "details",
        {
          class: "card settings",
          open: isOpen,
          ontoggle: (event: Event & { currentTarget: HTMLDetailsElement }) => {
            if (event.target !== event.currentTarget) return;
            isOpen = event.currentTarget.open;
            if (isOpen && sections === undefined) void load();
          },
        },
        h("summary", {}, h("h2", {}, said.all.title)),
        h("p", {}, said.all.intro),
        sections === undefined
          ? h("p", { class: "hint" }, said.checking)
          : arranged(sections).map((section) => drawSection(section, changes)),
        drawSave(),
      ),
  };
}

/** What people look for comes first; the others in the order of the options, the page itself and what stands alone last. */
const first: readonly string[] = ["meters", "tariff", "virtual", "quarter_hours", "mqtt"];

/** The sections as people look for them; options that are no section of their own stand in one together. */
function arranged(sections: readonly SettingSectionView[]): readonly SettingSectionView[] {
  const isAlone = ({ name, settings }: SettingSectionView): boolean => settings[0]?.path === name;
  const rank = ({ name }: SettingSectionView): number =>
    name === "web" ? first.length + 1 : (first.indexOf(name) + first.length + 1) % (first.length + 1);
  const named = sections.filter((section) => !isAlone(section)).sort((one, other) => rank(one) - rank(other));
  const settings = sections.filter(isAlone).flatMap((section) => section.settings);
  return [...named, { name: "general", ...said.all.general, settings, lists: [] }];
}

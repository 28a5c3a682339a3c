/** Language and theme: as chosen here, else as Home Assistant's frame has them, else as the system does. */
import type { Language } from "../../language/language.ts";
import { recall, remember } from "./memory.ts";

export const themes = ["auto", "light", "dark"] as const;
export type Theme = (typeof themes)[number];
export const languages = ["auto", "en", "de"] as const;
export type LanguageChoice = (typeof languages)[number];

/** What Home Assistant's frontend tells of itself to whoever shares its origin. */
interface Frontend {
  readonly hass?: {
    readonly language?: unknown;
    readonly themes?: { readonly darkMode?: unknown };
    /** The registry of devices; `identifiers` are pairs of an integration and its own name for the device. */
    readonly devices?: Readonly<Record<string, { readonly identifiers?: readonly (readonly string[])[] }>>;
  };
}

/** The element of Home Assistant around this page; undefined where there is none, or it is of another origin. */
function frontend(): Frontend["hass"] {
  try {
    if (window.parent === window) return undefined;
    return (window.parent.document.querySelector("home-assistant") as Frontend | null)?.hass;
  } catch {
    // Another origin: it tells nothing.
    return undefined;
  }
}

/** The path of a device's page in Home Assistant, by MQTT's name for it; undefined outside its frame, and where there is none. */
export function deviceAddress(name: string): string | undefined {
  const found = Object.entries(frontend()?.devices ?? {}).find(([, { identifiers = [] }]) =>
    identifiers.some(([integration, own]) => integration === "mqtt" && own === name),
  );
  return found && `/config/devices/device/${encodeURIComponent(found[0])}`;
}

export const chosenTheme = (): Theme => themes.find((name) => name === recall("theme")) ?? "auto";
export const chosenLanguage = (): LanguageChoice => languages.find((name) => name === recall("language")) ?? "auto";

export function chooseTheme(theme: Theme): void {
  remember("theme", theme === "auto" ? undefined : theme);
  applyTheme();
}

/** Every text is made once, so another language is another visit. */
export function chooseLanguage(language: LanguageChoice): void {
  remember("language", language === "auto" ? undefined : language);
  location.reload();
}

/** The words as they are known when the page opens. */
export function languageNow(): Language {
  const chosen = chosenLanguage();
  if (chosen !== "auto") return chosen;
  const told = frontend()?.language;
  return (typeof told === "string" ? told : navigator.language).toLowerCase().startsWith("de") ? "de" : "en";
}

const darkSystem = matchMedia("(prefers-color-scheme: dark)");

/** Sets `data-theme` of the document, by which every colour goes. */
export function applyTheme(): void {
  const chosen = chosenTheme();
  const told = frontend()?.themes?.darkMode;
  const isDark = chosen === "auto" ? (typeof told === "boolean" ? told : darkSystem.matches) : chosen === "dark";
  const name = isDark ? "dark" : "light";
  const root = document.documentElement;
  if (root.dataset.theme === name) return;
  root.dataset.theme = name;
  for (const listener of listeners) listener();
}

const listeners = new Set<() => void>();

/** Tells of every other theme, for what draws with colours of its own. */
export function onTheme(listener: () => void): void {
  listeners.add(listener);
}

darkSystem.addEventListener("change", applyTheme);

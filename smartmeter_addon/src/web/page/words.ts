/** The words of the page: its own here, those of a view in the view's folder. */
import type { Language } from "../../language/language.ts";
import { language } from "./format.ts";

/** The same shape with any text in place of each. */
export type Words<T> = T extends string ? string : { readonly [Key in keyof T]: Words<T[Key]> };

/** The texts in the reader's language; the compiler names what one of the two lacks. */
export function translated<const T>(texts: { readonly en: T; readonly de: Words<NoInfer<T>> }): Words<T> {
  const all: Readonly<Record<Language, Words<T>>> = { en: texts.en as Words<T>, de: texts.de };
  return all[language];
}

/** The text with its `{names}` filled in. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** What more than one view says. */
export const words = translated({
  en: {
    title: "Smart Meter",
    skip: "Skip to the contents",
    licences: "Licences",
    meter: "Meter",
    allMeters: "All meters",
    connecting: "Connecting …",
    lostTitle: "No connection to the program",
    lost: "What you see is from {time} and may have changed since. The page keeps trying. If this lasts, check that the app is running.",
    unknown: "–",
    import: "Importing",
    export: "Exporting",
    balanced: "Balanced",
    happened: "What happened",
    means: "What it means",
    next: "What to do",
    toDraft: "Get to know the meter",
    detail: "Wording for a report",
    lastKnown: "last {value}, {time}",
    theme: "Appearance",
    themes: { auto: "Automatic", light: "Light", dark: "Dark" },
    language: "Language",
    languages: { auto: "Automatic", en: "English", de: "Deutsch" },
    login: {
      title: "Sign in",
      password: "Password",
      enter: "Sign in",
      wrong: "That is not the password.",
      slow: "Too many attempts. Wait a minute.",
    },
  },
  de: {
    title: "Smart Meter",
    skip: "Zum Inhalt springen",
    licences: "Lizenzen",
    meter: "Zähler",
    allMeters: "Alle Zähler",
    connecting: "Verbindet …",
    lostTitle: "Keine Verbindung zum Programm",
    lost: "Was hier steht, ist von {time} und kann sich seither geändert haben. Die Seite versucht es weiter. Wenn das so bleibt, sieh nach, ob die App läuft.",
    unknown: "–",
    import: "Bezug",
    export: "Einspeisung",
    balanced: "Ausgeglichen",
    happened: "Was passiert ist",
    means: "Was es bedeutet",
    next: "Was zu tun ist",
    toDraft: "Den Zähler kennenlernen",
    detail: "Wortlaut für eine Meldung",
    lastKnown: "zuletzt {value}, {time}",
    theme: "Aussehen",
    themes: { auto: "Automatisch", light: "Hell", dark: "Dunkel" },
    language: "Sprache",
    languages: { auto: "Automatisch", en: "English", de: "Deutsch" },
    login: {
      title: "Anmelden",
      password: "Passwort",
      enter: "Anmelden",
      wrong: "Das ist nicht das Passwort.",
      slow: "Zu viele Versuche. Warte eine Minute.",
    },
  },
});

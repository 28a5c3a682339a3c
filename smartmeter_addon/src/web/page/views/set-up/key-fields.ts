/** The fields for the keys: what is typed is judged after a pause. */
import type { KeyVerdict } from "../../../view.ts";
import { checkKey, HttpError } from "../../api.ts";
import { type Child, h } from "../../dom.ts";
import { icon } from "../../icons.ts";
import { said } from "./words.ts";

/** A pause in typing after which the key is looked at. */
const pauseMs = 350;

type Kind = "key" | "authentication_key";
type Verdict = KeyVerdict | "checking" | "slow" | "failed" | undefined;
interface Field {
  text: string;
  verdict: Verdict;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export interface Keys {
  readonly key: string;
  readonly authenticationKey: string;
}

/** `noted` is called when something is typed, `changed` after everything that is to be drawn. */
export function createKeyFields(changed: () => void, noted: () => void) {
  const fields: Record<Kind, Field> = { key: empty(), authentication_key: empty() };
  let isVisible = false;

  const typed = (): Keys => ({ key: fields.key.text, authenticationKey: fields.authentication_key.text });

  async function check(meter: number, kind: Kind): Promise<void> {
    const field = fields[kind];
    const asked = field.text;
    try {
      const verdict = await checkKey(meter, kind, typed());
      if (field.text === asked) field.verdict = verdict;
    } catch (error) {
      if (field.text === asked) field.verdict = error instanceof HttpError && error.status === 429 ? "slow" : "failed";
    }
    changed();
  }

  /** Checks a field after a pause, where there is something in it. */
  function checkSoon(meter: number, kind: Kind): void {
    const field = fields[kind];
    clearTimeout(field.timer);
    if (field.text !== "") field.timer = setTimeout(() => void check(meter, kind), pauseMs);
  }

  function type(meter: number, kind: Kind, text: string): void {
    fields[kind].text = text;
    fields[kind].verdict = text === "" ? undefined : "checking";
    noted();
    checkSoon(meter, kind);
    // Whether an authentication key is right shows only together with the key.
    if (kind === "key") checkSoon(meter, "authentication_key");
    changed();
  }

  function drawField(meter: number, kind: Kind, label: string): Child {
    const id = `field-${kind}`;
    const { text, verdict } = fields[kind];
    return h(
      "div",
      { class: "key-field" },
      h("label", { for: id }, label),
      h("input", {
        id,
        type: isVisible ? "text" : "password",
        value: text,
        autocomplete: "off",
        autocapitalize: "off",
        spellcheck: "false",
        "aria-describedby": `${id}-verdict`,
        "aria-invalid": toneOf(verdict) === "bad",
        oninput: (event: Event & { currentTarget: HTMLInputElement }) => type(meter, kind, event.currentTarget.value),
      }),
      h("p", { id: `${id}-verdict`, role: "status", class: `verdict ${toneOf(verdict)}` }, ...say(verdict)),
    );
  }

  function toggle(): void {
    isVisible = !isVisible;
    changed();
  }

  return {
    typed,
    draw: (meter: number, count: 1 | 2): Child => [
      drawField(meter, "key", said.encryptionKey),
      count === 2 && drawField(meter, "authentication_key", said.authenticationKey),
      h("label", { class: "check" }, h("input", { type: "checkbox", checked: isVisible, onchange: toggle }), said.show),
    ],
    /** Drops what was typed. */
    forget(): void {
      for (const kind of ["key", "authentication_key"] as const) {
        clearTimeout(fields[kind].timer);
        fields[kind] = empty();
      }
      isVisible = false;
    },
  };
}

const empty = (): Field => ({ text: "", verdict: undefined, timer: undefined });

function toneOf(verdict: Verdict): "good" | "bad" | "" {
  if (typeof verdict !== "object") return "";
  return verdict.good && verdict.opens !== false ? "good" : "bad";
}

function say(verdict: Verdict): Child[] {
  if (verdict === undefined) return [];
  if (verdict === "checking") return [said.checking];
  if (verdict === "slow" || verdict === "failed") return [said[verdict]];
  const { good, opens, text } = verdict;
  const trial = opens === true ? said.opens : opens === false ? said.opensNot : said.opensUnknown;
  return [icon(good && opens !== false ? "good" : "stop"), h("span", {}, good ? `${text} ${trial}` : text)];
}

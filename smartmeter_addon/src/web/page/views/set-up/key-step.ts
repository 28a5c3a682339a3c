/** The step for the key. */
import type { KeyVerdict } from "../../../view.ts";
import { applySettings, checkKey, HttpError, writeConfiguration } from "../../api.ts";
import { type Child, h } from "../../dom.ts";
import { icon } from "../../icons.ts";
import type { Store } from "../../store.ts";
import { said } from "./words.ts";

/** A pause in typing after which the key is looked at. */
const pauseMs = 350;

type Kind = "key" | "authentication_key";
interface Field {
  text: string;
  verdict: KeyVerdict | "checking" | "slow" | "failed" | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** The step where the key is typed and judged, and the configuration explained or written. */
export function createKeyStep(changed: () => void) {
  const fields: Record<Kind, Field> = { key: empty(), authentication_key: empty() };
  let visible = false;
  let name = "";
  let outcome: readonly string[] | undefined;

  async function check(meter: number, kind: Kind): Promise<void> {
    const field = fields[kind];
    const asked = field.text;
    try {
      const verdict = await checkKey(meter, kind, {
        key: fields.key.text,
        authenticationKey: fields.authentication_key.text,
      });
      if (field.text === asked) field.verdict = verdict;
    } catch (error) {
      if (field.text === asked) field.verdict = error instanceof HttpError && error.status === 429 ? "slow" : "failed";
    }
    changed();
  }

  function typed(meter: number, kind: Kind, text: string): void {
    const field = fields[kind];
    clearTimeout(field.timer);
    field.text = text;
    field.verdict = text === "" ? undefined : "checking";
    outcome = undefined;
    if (text !== "") field.timer = setTimeout(() => void check(meter, kind), pauseMs);
    // Whether an authentication key is right shows only together with the key.
    const other = fields.authentication_key;
    if (kind === "key" && other.text !== "") {
      clearTimeout(other.timer);
      other.timer = setTimeout(() => void check(meter, "authentication_key"), pauseMs);
    }
    changed();
  }

  function drawField(meter: number, kind: Kind, label: string): Child {
    const id = `field-${kind}`;
    const { text, verdict } = fields[kind];
    const bad = typeof verdict === "object" && (!verdict.good || verdict.opens === false);
    return h(
      "div",
      { class: "key-field" },
      h("label", { for: id }, label),
      h("input", {
        id,
        type: visible ? "text" : "password",
        value: text,
        autocomplete: "off",
        autocapitalize: "off",
        spellcheck: "false",
        "aria-describedby": `${id}-verdict`,
        "aria-invalid": bad,
        oninput: (event: Event & { currentTarget: HTMLInputElement }) => typed(meter, kind, event.currentTarget.value),
      }),
      h("p", { id: `${id}-verdict`, role: "status", class: `verdict ${tone(verdict)}` }, ...say(verdict)),
    );
  }

  return {
    draw(
      { meter, page }: Store,
      needs: { readonly twoKeys: boolean; readonly port: string | undefined; readonly readerKey: string | undefined },
    ): Child {
      const index = meter?.index ?? 0;
      async function write(): Promise<void> {
        const draft = {
          meter: index,
          name,
          port: needs.port,
          readerKey: needs.readerKey,
          key: fields.key.text,
          authenticationKey: fields.authentication_key.text,
        };
        outcome = await writeConfiguration(draft).then(
          ({ problems }) => problems,
          () => [said.failed],
        );
        changed();
        if (outcome.length === 0) await applySettings().catch(() => undefined);
      }
      return [
        h("p", { class: "hint" }, said.keyHint),
        drawField(index, "key", said.encryptionKey),
        needs.twoKeys && drawField(index, "authentication_key", said.authenticationKey),
        h(
          "label",
          { class: "check" },
          h("input", {
            type: "checkbox",
            checked: visible,
            onchange: () => {
              visible = !visible;
              changed();
            },
          }),
          said.show,
        ),
        page?.mode === "app" &&
          page.configurable !== true &&
          h("div", { class: "note" }, h("h4", {}, said.appTitle), h("p", {}, said.appText)),
        page?.configurable === true && [
          h("label", { for: "meter-name" }, said.name),
          h("input", {
            id: "meter-name",
            value: name,
            maxlength: 60,
            oninput: (event: Event & { currentTarget: HTMLInputElement }) => {
              name = event.currentTarget.value;
            },
          }),
          h("button", { type: "button", class: "button primary", onclick: () => void write() }, said.write),
          h(
            "div",
            { role: "status", class: `verdict ${outcome?.length === 0 ? "good" : "bad"}` },
            ...(outcome?.length === 0
              ? [icon("good"), said.written]
              : (outcome ?? []).map((problem) => h("p", {}, problem))),
          ),
        ],
      ];
    },
    /** Drops what was typed when the view is left. */
    forget() {
      for (const kind of ["key", "authentication_key"] as const) {
        clearTimeout(fields[kind].timer);
        fields[kind] = empty();
      }
      visible = false;
      outcome = undefined;
    },
  };
}

const empty = (): Field => ({ text: "", verdict: undefined, timer: undefined });

function tone(verdict: Field["verdict"]): string {
  if (typeof verdict !== "object") return "";
  return verdict.good && verdict.opens !== false ? "good" : "bad";
}

function say(verdict: Field["verdict"]): Child[] {
  if (verdict === undefined) return [];
  if (verdict === "checking") return [said.checking];
  if (verdict === "slow" || verdict === "failed") return [said[verdict]];
  const { good, opens, text } = verdict;
  const trial = opens === true ? said.opens : opens === false ? said.opensNot : said.opensUnknown;
  return [icon(good && opens !== false ? "good" : "stop"), h("span", {}, good ? `${text} ${trial}` : text)];
}

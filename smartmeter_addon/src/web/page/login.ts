/** The password prompt. */
import { HttpError, logIn } from "./api.ts";
import { h } from "./dom.ts";
import type { View } from "./views/view.ts";
import { words } from "./words.ts";

const said = words.login;

/** Stands before everything else when the page is opened beyond its own machine. */
export function createLoginView(changed: () => void): View {
  let problem: string | undefined;
  return {
    draw(store) {
      async function enter(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
        event.preventDefault();
        const password = String(new FormData(event.currentTarget).get("password") ?? "");
        try {
          await logIn(password);
          problem = undefined;
          store.connect();
        } catch (error) {
          problem = error instanceof HttpError && error.status === 429 ? said.slow : said.wrong;
        }
        changed();
      }
      return h(
        "form",
        { class: "card login", onsubmit: enter },
        h("h2", {}, said.title),
        h("label", { for: "password" }, said.password),
        h("input", {
          id: "password",
          name: "password",
          type: "password",
          autocomplete: "current-password",
          required: true,
          "aria-describedby": "password-problem",
        }),
        h("p", { id: "password-problem", class: "verdict bad", role: "alert" }, problem),
        h("button", { type: "submit", class: "button primary" }, said.enter),
      );
    },
  };
}

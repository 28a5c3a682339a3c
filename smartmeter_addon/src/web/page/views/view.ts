/** What a view of the page is: a folder with its words and its style, and one line in `view-list.ts`. */
import type { Sentence } from "../../../language/language.ts";
import type { Child } from "../dom.ts";
import type { Store } from "../store.ts";

/** One page of the page. Drawn whenever something changed while it is shown. */
export interface View {
  draw(store: Store): Child;
  shown?(store: Store): void;
  hidden?(): void;
}

export interface ViewDefinition {
  /** In the address. */
  readonly name: string;
  /** In the navigation. */
  readonly title: Sentence;
  /** A line drawing on a grid of 24. */
  readonly icon: string;
  /** `changed` asks for another drawing. */
  create(changed: () => void): View;
}

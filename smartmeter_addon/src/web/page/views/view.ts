import type { Child } from "../dom.ts";
import type { Store } from "../store.ts";

/** One page of the page. Drawn whenever something changed while it is shown. */
export interface View {
  draw(store: Store): Child;
  shown?(store: Store): void;
  hidden?(): void;
}

/** The page's views. */
import { connectionView } from "./connection/connection.ts";
import { detailsView } from "./details/details.ts";
import { nowView } from "./now/now.ts";
import { setUpView } from "./set-up/set-up.ts";
import type { ViewDefinition } from "./view.ts";

/** The views, in the order of the navigation; the first one is what the page opens with. */
export const viewList: readonly ViewDefinition[] = [nowView, connectionView, setUpView, detailsView];

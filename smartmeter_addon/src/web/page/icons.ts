/** The page's icons. */
import { h, type Wish } from "./dom.ts";

/** Simple line drawings on a grid of 24, our own. */
const paths = {
  faults: "M12 4 3 19.500h18zM12 10v4.500m0 2.400v.1",
  port: "M9 3v5m6-5v5M6.5 8h11v3.5a5.5 5.5 0 0 1-11 0zM12 17v4",
  octets: "M6 7v4m3.500-4h2v4h-2zM15 7v4M6 14h2v4H6zM11.500 14v4m3.500-4h2v4h-2z",
  frames: "M8 4H4v16h4M16 4h4v16h-4M9 12h6",
  deciphered: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 6.800-1.200M12 14.500v2",
  decoded: "M5 19V9m5 10V5m5 14v-7m5 7V8",
  published: "M12 15V4m0 0L8 8m4-4 4 4M5 14v5.500h14V14",
  grid: "M12 3 7.500 21M12 3l4.500 18M6 8h12M7 13h10M9 8l7 9.500M15 8l-7 9.500",
  home: "M4 11.500 12 4.500l8 7M6.500 10v9.500h11V10M10 19.500v-5h4v5",
  import: "M12 4v14m0 0-5.500-5.500M12 18l5.500-5.500",
  export: "M12 20V6m0 0L6.500 11.500M12 6l5.500 5.500",
  good: "M5 12.500 10 17.500 19.500 7",
  wait: "M12 7v5.500l3.500 2M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16",
  stop: "M7 7l10 10M17 7 7 17",
  sound: "M5 10v4h3l4.500 4V6L8 10zM15.500 9.500a3.500 3.500 0 0 1 0 5M18 7a7 7 0 0 1 0 10",
  silent: "M5 10v4h3l4.500 4V6L8 10zM16 10l4 4m0-4-4 4",
  download: "M12 4v11m0 0-4-4m4 4 4-4M5 17v2.500h14V17",
  align: "M12 3v4m0 10v4M3 12h4m10 0h4M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7",
  left: "M14.500 6 8.500 12l6 6",
  right: "M9.500 6l6 6-6 6",
  refresh: "M19 8a7.500 7.500 0 1 0 .800 6M19.500 4v4.500H15",
} as const;

export type Icon = keyof typeof paths;

/** The mark of the program, the same file as the icon of the browser's tab. */
export const mark = (): Wish => h("img", { src: "icon.svg", alt: "", class: "mark", width: 32, height: 32 });

/** A drawing that a view brings along. */
export const symbol = (path: string): Wish => drawn(path, "icon");

/** An ornament beside words that say the same; silent for screen readers. */
export const icon = (name: Icon, css = "icon"): Wish => drawn(paths[name], css);

function drawn(d: string, css: string): Wish {
  return h("svg", { viewBox: "0 0 24 24", class: css, "aria-hidden": "true", focusable: "false" }, h("path", { d }));
}

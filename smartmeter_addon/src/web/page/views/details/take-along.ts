/** The two buttons that take a text of the page along: into the clipboard, or as a file. */
import { type Child, h } from "../../dom.ts";
import { icon } from "../../icons.ts";
import { said } from "./words.ts";

/** The button says for so long that it has copied. */
const copiedMs = 2000;

/** What draws the buttons; the text is asked for when one of them is pressed. */
export function createTakeAlong(changed: () => void): (fileName: string, textOf: () => string) => Child {
  let isCopied = false;

  async function copy(text: string): Promise<void> {
    isCopied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    changed();
    setTimeout(() => {
      isCopied = false;
      changed();
    }, copiedMs);
  }

  return (fileName, textOf) => [
    h(
      "button",
      { type: "button", class: "button", onclick: () => void copy(textOf()) },
      isCopied ? said.copied : said.copy,
    ),
    h(
      "button",
      { type: "button", class: "button", onclick: () => save(fileName, textOf()) },
      icon("download"),
      said.download,
    ),
  ];
}

function save(fileName: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

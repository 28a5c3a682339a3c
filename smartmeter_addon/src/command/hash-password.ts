/** `smartmeter hash-password`: the hash of a password for the page. */
import { text as readText } from "node:stream/consumers";
import { commandSays, wrongUse } from "../texts/command-lines.ts";
import { usages } from "../texts/usages.ts";
import { hashPassword } from "../web/password.ts";
import { languageOf, parseFlags, WrongUse, withUsage } from "./inputs.ts";

/** `smartmeter hash-password < file`: the hash of a password, for `web.password` in a configuration file. */
export function hashPasswordCommand(args: string[]): Promise<number> {
  return withUsage(usages["hash-password"], args, async () => {
    const { values, positionals } = parseFlags(args, { language: { type: "string" } });
    if (positionals.length > 0) throw new WrongUse(wrongUse.extra, { text: positionals.join(" ") });
    const language = languageOf(values);
    if (process.stdin.isTTY) process.stderr.write(`${commandSays(language, "typePassword")}\n`);
    const password = (await readText(process.stdin)).replace(/\r?\n$/, "");
    if (password === "") {
      process.stderr.write(`${commandSays(language, "noPassword")}\n`);
      return 1;
    }
    process.stdout.write(`${hashPassword(password)}\n`);
    return 0;
  });
}

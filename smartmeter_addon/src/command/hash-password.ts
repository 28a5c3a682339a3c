/** `smartmeter hash-password`: the hash of a password for the page. */
import { text as readText } from "node:stream/consumers";
import { hashPassword } from "../web/password.ts";

const usage = `usage: smartmeter hash-password < FILE

Reads a password from standard input and prints its hash, for "password" in the "web" section of a configuration file.
`;

/** `smartmeter hash-password < file`: the hash of a password, for `web.password` in a configuration file. */
export async function hashPasswordCommand(args: string[]): Promise<number> {
  if (args.length > 0) {
    const isHelp = args[0] === "--help";
    (isHelp ? process.stdout : process.stderr).write(usage);
    return isHelp ? 0 : 2;
  }
  if (process.stdin.isTTY) process.stderr.write("Type the password, then Enter and Ctrl-D:\n");
  const password = (await readText(process.stdin)).replace(/\r?\n$/, "");
  if (password === "") {
    process.stderr.write("the password is empty\n");
    return 1;
  }
  process.stdout.write(`${hashPassword(password)}\n`);
  return 0;
}

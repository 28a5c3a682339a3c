import { text as readText } from "node:stream/consumers";
import { hashPassword } from "../web/password.ts";

/** `smartmeter hash-password < file`: the hash of a password, for `web.password` in a configuration file. */
export async function hashPasswordCommand(args: string[]): Promise<number> {
  if (args.length > 0) {
    process.stderr.write("usage: smartmeter hash-password, with the password on standard input\n");
    return 2;
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

import assert from "node:assert/strict";

export interface Line {
  readonly measurement: string;
  readonly tags: Record<string, string>;
  readonly fields: Record<string, number>;
  readonly timestamp: string;
}

/**
 * One line of InfluxDB's line protocol, read strictly: `measurement[,tag=value…] field=value[,…] timestamp`, commas,
 * spaces and equal signs in names behind a backslash, no empty name or tag, fields finite floats.
 */
export function parseLine(line: string): Line {
  let at = 0;
  const word = (ends: string): string => {
    let text = "";
    while (at < line.length && !ends.includes(line[at] as string)) {
      if (line[at] === "\\" && at + 1 < line.length && ", =\\".includes(line[at + 1] as string)) at++;
      text += line[at++];
    }
    assert.ok(text !== "", `an empty name at ${at} of ${line}`);
    return text;
  };
  const expect = (mark: string): void => assert.equal(line[at++], mark, `${mark} at ${at - 1} of ${line}`);

  assert.ok(!/[\r\n]/.test(line), "one line");
  const measurement = word(", ");
  const tags: Record<string, string> = {};
  while (line[at] === ",") {
    at++;
    const name = word("=, ");
    expect("=");
    assert.ok(!(name in tags), `tag ${name} twice`);
    tags[name] = word(", =");
  }
  expect(" ");
  const fields: Record<string, number> = {};
  do {
    const name = word("=, ");
    expect("=");
    const value = word(", ");
    assert.match(value, /^-?\d+(\.\d+)?(e[+-]?\d+)?$/, `field ${name}`);
    fields[name] = Number(value);
  } while (line[at++] === ",");
  const timestamp = line.slice(at);
  assert.match(timestamp, /^-?\d{1,19}$/, line);
  return { measurement, tags, fields, timestamp };
}

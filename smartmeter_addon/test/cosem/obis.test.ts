import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { decodeObis, formatObis, groups, obis, parseObis, withoutChannel } from "../../src/cosem/obis.ts";

const octet = fc.integer({ min: 0, max: 255 });

describe("OBIS", () => {
  it("is the same number from octets, groups and text", () => {
    fc.assert(
      fc.property(fc.tuple(octet, octet, octet, octet, octet, octet), (parts) => {
        const name = decodeObis(Uint8Array.from(parts), 0);
        assert.equal(name, obis(...parts));
        assert.deepEqual(groups(name), parts);
        assert.equal(parseObis(formatObis(name)), name);
        assert.deepEqual(groups(withoutChannel(name)), [parts[0], 0, ...parts.slice(2)]);
      }),
    );
  });

  it("leaves F out where it is 255", () => {
    assert.equal(formatObis(obis(1, 0, 1, 8, 0)), "1-0:1.8.0");
    assert.equal(formatObis(obis(1, 0, 1, 8, 0, 1)), "1-0:1.8.0.1");
  });

  it("reads nothing else as a name", () => {
    for (const text of ["", "1.8.0", "1-0:1.8", "1-0:1.8.256", "1-0:1.8.0.1.2", "a-0:1.8.0"])
      assert.equal(parseObis(text), undefined);
  });
});

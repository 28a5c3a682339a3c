import type { Definitions } from "../../src/telegram/definition.ts";
import { protocolDocument } from "../../src/tools/protocol-document.ts";
import { keysOf, loadFixture, octetsOf } from "./fixtures.ts";

/** docs/protocol.md as it should be: the operator's published example, and one telegram of each other connector. */
export function makeProtocol(definitions: Definitions): string {
  const example = (id: string) => {
    const fixture = loadFixture(id);
    return { octets: octetsOf(fixture), keys: keysOf(fixture) };
  };
  return protocolDocument(
    {
      mbus: example("noe-kaifa-ma309-official"),
      hdlc: example("wien-am550-a"),
      blocks: example("steiermark-e450-1"),
      p1: example("steiermark-t210dr-1"),
      amis: example("netzooe-amis-official"),
    },
    definitions,
  );
}

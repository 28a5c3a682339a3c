import assert from "node:assert/strict";
import { createServer, get, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { createEventHub, type EventHub } from "../../src/web/events.ts";
import { until } from "./made-up.ts";

let hub: EventHub;
let server: Server;
const limits = { pages: 3, events: 5, backlog: 100_000 };
/** Something of the only meter. */
const send = (name: string, data: unknown, kept = true, meter = 0): void => hub.send({ name, meter, data, kept });

before(async () => {
  hub = createEventHub("now", limits);
  server = createServer((request, response) => {
    const id = request.headers["last-event-id"];
    const after = typeof id === "string" ? id : undefined;
    const meter = Number(request.url?.slice(1));
    if (!hub.attach(response, { meter, after, snapshot: () => "everything" })) response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
after(() => {
  hub.close();
  server.close();
  server.closeAllConnections();
});

interface Page {
  readonly response: IncomingMessage;
  text: string;
  /** Names, ids and data of the events so far. */
  events(): string[];
  leave(): void;
}

function open(lastEventId?: string, meter = 0): Promise<Page> {
  const { port } = server.address() as AddressInfo;
  const headers = lastEventId === undefined ? {} : { "last-event-id": lastEventId };
  return new Promise((resolve, reject) => {
    const asked = get({ host: "127.0.0.1", port, headers, path: `/${meter}` }, (response) => {
      const page: Page = {
        response,
        text: "",
        events: () =>
          page.text
            .split("\n\n")
            .filter((part) => /^event: (?!beat)/.test(part))
            .map((part) => part.replace(/^event: /, "").replaceAll(/\n(id|data): /g, " ")),
        leave: () => asked.destroy(),
      };
      response.setEncoding("utf8").on("data", (text: string) => {
        page.text += text;
      });
      response.on("error", () => {});
      resolve(page);
    });
    asked.on("error", reject);
  });
}

describe("events for pages", () => {
  test("a new page gets everything, then what happens", async () => {
    const page = await open();
    await until(() => page.events().length === 1);
    assert.deepEqual(page.events(), ['state "everything"']);
    send("reading", 1);
    send("line", "moment", false);
    await until(() => page.events().length === 3);
    assert.deepEqual(page.events().slice(1), ["reading now.1 1", 'line "moment"']);
    assert.equal(page.response.headers["content-type"], "text/event-stream");
    page.leave();
    await until(() => hub.pages === 0);
  });

  test("a page that slept gets what it missed, in order and nothing twice", async () => {
    for (const n of [2, 3, 4]) send("reading", n);
    send("line", "nobody sees it", false);
    const page = await open("now.2");
    await until(() => page.events().length === 2);
    assert.deepEqual(page.events(), ["reading 3", "reading 4"]);
    assert.match(page.text, /event: beat\nid: now\.4\n/, "and knows up to where");
    const current = await open("now.4");
    send("reading", 5);
    await until(() => current.events().length === 1 && page.events().length === 3);
    assert.deepEqual(current.events(), ["reading now.5 5"]);
    page.leave();
    current.leave();
    await until(() => hub.pages === 0);
  });

  test("who slept too long, comes from another run or invents a number gets everything", async () => {
    for (const n of [6, 7, 8]) send("reading", n);
    for (const id of ["now.2", "earlier.8", "now.99", "now.x", "garbage", ""]) {
      const page = await open(id);
      await until(() => page.events().length === 1);
      assert.deepEqual(page.events(), ['state "everything"'], id);
      page.leave();
      await until(() => hub.pages === 0);
    }
    const page = await open("now.3");
    await until(() => page.events().length === 5);
    page.leave();
    await until(() => hub.pages === 0);
  });

  test("a page hears of the meter it looks at and of what concerns all", async () => {
    const first = await open("now.8");
    const second = await open("now.8", 1);
    await until(() => hub.pages === 2);
    assert.deepEqual([hub.isWatched(0), hub.isWatched(1), hub.isWatched(2)], [true, true, false]);
    send("reading", "of the second", true, 1);
    hub.send({ name: "fault", meter: undefined, data: "of all", kept: true });
    await until(() => first.events().length === 1 && second.events().length === 2);
    assert.deepEqual(first.events(), ['fault now.10 "of all"']);
    assert.deepEqual(second.events(), ['reading now.9 "of the second"', 'fault now.10 "of all"']);
    const collected = hub.collect({ meter: 1, after: "now.9", snapshot: () => "everything" });
    assert.deepEqual(collected, { id: "now.10", events: [{ name: "fault", data: "of all" }] });
    assert.deepEqual(hub.collect({ meter: 1, after: undefined, snapshot: () => "everything" }).events, [
      { name: "state", data: "everything" },
    ]);
    const later = await open("now.8", 1);
    await until(() => later.events().length === 2);
    for (const page of [first, second, later]) page.leave();
    await until(() => hub.pages === 0);
  });

  test("there is a bound on pages", async () => {
    const pages = [await open(), await open(), await open()];
    const refused = await open();
    assert.equal(refused.response.statusCode, 503);
    for (const page of pages) page.leave();
    await until(() => hub.pages === 0);
  });

  test("a page that does not read is let go, and the others are not", async () => {
    const reader = await open();
    const sleeper = await open();
    sleeper.response.pause();
    const large = "x".repeat(50_000);
    for (let n = 0; n < 400 && hub.pages === 2; n++) {
      send("line", large, false);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => hub.pages === 1);
    send("reading", "still there");
    await until(() => reader.text.includes("still there"));
    reader.leave();
  });
});

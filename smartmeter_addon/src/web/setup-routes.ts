/** What the set-up view and the settings ask for: ports, readers, keys, and what is written into the configuration. */
import { changesIn, filledText, indexOf, languageOf, textOf } from "./asked.ts";
import { answerJson, type Handler, Refusal, readObject } from "./exchange.ts";
import type { Limits, RouteNeeds } from "./route-needs.ts";

export function setupRoutes({ tools, board }: RouteNeeds, limits: Limits): Record<string, Handler> {
  return {
    "GET /api/ports": async (_request, response) => answerJson(response, (await tools.ports?.()) ?? []),
    "POST /api/reader": async (request, response) => {
      if (tools.look === undefined) throw new Refusal(404);
      const { host, key, language } = await readObject(request, limits.look);
      const look = await tools.look(textOf(host), filledText(key), languageOf(language));
      if (look === undefined) throw new Refusal(400);
      answerJson(response, look);
    },
    "POST /api/key": async (request, response) => {
      if (tools.checkKey === undefined) throw new Refusal(404);
      const { meter, kind, language, ...posted } = await readObject(request, limits.askKey);
      const [key, authenticationKey] = [textOf(posted.key), textOf(posted.authenticationKey)];
      const index = indexOf(meter);
      const verdict = await tools.checkKey({
        meter: index,
        kind: kind === "authentication_key" ? kind : "key",
        key,
        authenticationKey,
        octets: board(index)?.lastOctets.octets() ?? new Uint8Array(0),
        language: languageOf(language),
      });
      answerJson(response, withoutKeys(verdict, [key, authenticationKey]));
    },
    "POST /api/configuration": async (request, response) => {
      if (tools.configure === undefined) throw new Refusal(404);
      const { meter, name, port, readerKey, key, authenticationKey, language } = await readObject(
        request,
        limits.write,
      );
      const draft = {
        meter: indexOf(meter),
        name: filledText(name),
        port: filledText(port),
        readerKey: filledText(readerKey),
        key: filledText(key),
        authenticationKey: filledText(authenticationKey),
      };
      answerJson(response, { problems: await tools.configure(draft, languageOf(language)) });
    },
    ...settingsRoutes(tools.settings, limits),
  };
}

function settingsRoutes(settings: RouteNeeds["tools"]["settings"], limits: Limits): Record<string, Handler> {
  return {
    "GET /api/settings": (_request, response, query) => {
      if (settings === undefined) throw new Refusal(404);
      answerJson(response, settings.describe(languageOf(query.get("language"))));
    },
    "POST /api/settings": async (request, response) => {
      if (settings === undefined) throw new Refusal(404);
      const { changes, language } = await readObject(request, limits.write);
      answerJson(response, { problems: await settings.change(changesIn(changes), languageOf(language)) });
    },
    "POST /api/settings/apply": async (request, response) => {
      if (settings === undefined) throw new Refusal(404);
      await readObject(request, limits.write);
      answerJson(response, { problem: await settings.apply() });
    },
  };
}

/** Belt and braces: if a bug in the key doctor put a key into its verdict, the page must not show it. */
function withoutKeys(verdict: unknown, keys: readonly string[]): unknown {
  const said = JSON.stringify(verdict).toLowerCase();
  if (keys.some((key) => key.length >= 6 && said.includes(key.toLowerCase()))) throw new Refusal(500);
  return verdict;
}

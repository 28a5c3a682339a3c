import WebSocket from "ws";

/** One connection to Core's websocket API. */
export interface CoreClient {
  /** Sends a command (`{ type: "get_states" }`) and gives its result; a refusal is thrown. */
  call<T>(command: Readonly<Record<string, unknown>>): Promise<T>;
  close(): void;
}

interface Answer {
  readonly id?: number;
  readonly type: string;
  readonly success?: boolean;
  readonly result?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

export async function openCoreClient(url: string, token: string): Promise<CoreClient> {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/websocket`);
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  let last = 0;
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.on("close", () => {
      for (const { reject: fail } of waiting.values()) fail(new Error("Core closed the connection"));
      waiting.clear();
      reject(new Error("Core closed the connection"));
    });
    socket.on("message", (text) => {
      const answer = JSON.parse(text.toString()) as Answer;
      if (answer.type === "auth_required") socket.send(JSON.stringify({ type: "auth", access_token: token }));
      if (answer.type === "auth_ok") resolve();
      if (answer.type === "auth_invalid") reject(new Error("Core refuses the token"));
      if (answer.type !== "result" || answer.id === undefined) return;
      const asked = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (answer.success === true) asked?.resolve(answer.result);
      else asked?.reject(new Error(`${answer.error?.code}: ${answer.error?.message}`));
    });
  });
  socket.on("error", () => {});
  return {
    call<T>(command: Readonly<Record<string, unknown>>) {
      const id = ++last;
      return new Promise<T>((resolve, reject) => {
        waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
        socket.send(JSON.stringify({ ...command, id }));
      });
    },
    close: () => socket.terminate(),
  };
}

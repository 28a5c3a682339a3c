import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { Aedes } from "aedes";
import { silentLog } from "../../src/log.ts";
import { createMqttSink } from "../../src/sink/mqtt/mqtt.ts";
import { freePort } from "../support/mosquitto.ts";
import { testSinkContract } from "./contract.ts";
import { quick, testIdentity } from "./mqtt-rig.ts";

/** Where a broker listens, or something that takes connections and says nothing. */
async function listen(port: number, serve: (socket: Socket) => void): Promise<() => Promise<void>> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => {}).on("close", () => sockets.delete(socket)));
    serve(socket);
  }).listen(port, "127.0.0.1");
  await once(server, "listening");
  return async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, "close");
  };
}

testSinkContract({
  name: "mqtt",
  bound: 0,
  keepsAll: false,
  async open(state) {
    const port = await freePort();
    const broker = await Aedes.createBroker();
    const energies: number[] = [];
    broker.on("publish", ({ topic, payload }) => {
      if (!topic.endsWith("/state") || topic.includes("bridge")) return;
      energies.push(Math.round(JSON.parse(payload.toString()).energy_import * 1000));
    });
    const serve = (socket: Socket): void => void broker.handle(socket);
    let stop = state === "away" ? undefined : await listen(port, state === "there" ? serve : () => {});
    const sink = createMqttSink({
      mqtt: { host: "127.0.0.1", port },
      identity: testIdentity,
      meters: [{ index: 0, name: undefined }],
      language: "de",
      timeZone: "Europe/Vienna",
      version: "0",
      log: silentLog,
      timing: quick,
    });
    return {
      sink,
      async revive() {
        await stop?.();
        stop = await listen(port, serve);
      },
      arrived: async () => energies,
      async dispose() {
        await sink.close();
        await stop?.();
        broker.close();
      },
    };
  },
});

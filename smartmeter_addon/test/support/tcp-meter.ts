import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createSimulatedMeter, type SimulatedMeterOptions } from "../../src/tools/simulate/simulate.ts";

export interface TcpMeter {
  /** `tcp://127.0.0.1:…` */
  readonly port: string;
  close(): Promise<void>;
}

/** A simulated meter on a port of this machine; telegrams come faster than a real meter's, its clock goes as it should. */
export async function openTcpMeter(options: Partial<SimulatedMeterOptions> & { meter: string }): Promise<TcpMeter> {
  const meter = createSimulatedMeter({ startMs: Date.now(), ...options });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    const sending = setInterval(() => socket.write(meter.next().octets), 150);
    socket.on("close", () => clearInterval(sending));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

import { type Mosquitto, startMosquitto } from "../support/mosquitto.ts";
import { type Core, createCore } from "./core.ts";
import { type CoreClient, openCoreClient } from "./core-client.ts";
import { addMqtt, onboard } from "./core-setup.ts";
import { until } from "./until.ts";

/** A Home Assistant Core after its first start, with MQTT, and the broker it listens to. */
export interface Home {
  readonly core: Core;
  readonly broker: Mosquitto;
  readonly token: string;
  call<T>(command: Readonly<Record<string, unknown>>): Promise<T>;
  /** After {@link Core.stop} or {@link Core.kill}. */
  restartCore(): Promise<void>;
  close(): Promise<void>;
}

export async function openHome(language = "en"): Promise<Home> {
  const broker = await startMosquitto();
  const core = await createCore();
  let client: CoreClient | undefined;
  async function close(): Promise<void> {
    client?.close();
    await core.remove();
    await broker.stop();
  }
  async function connect(token: string): Promise<void> {
    client?.close();
    const opened = await openCoreClient(core.url, token);
    client = opened;
    await until("Core runs", 120_000, async () => {
      const { state } = await opened.call<{ state: string }>({ type: "get_config" });
      return state === "RUNNING";
    });
  }
  try {
    await core.start();
    const token = await onboard(core.url, language);
    await addMqtt(core.url, token, broker.port);
    await connect(token);
    return {
      core,
      broker,
      token,
      call: (command) => (client as CoreClient).call(command),
      async restartCore() {
        await core.start();
        await connect(token);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Messages on their way to the broker that listens now. Nothing is queued: what cannot leave is dropped and counted. */
import type { Log } from "../../log.ts";
import type { Message } from "./mqtt-messages.ts";
import type { MqttSender } from "./mqtt-sender.ts";
import type { Session } from "./mqtt-session.ts";

/** A broker that has let us in, as far as sending needs it. */
export interface Recipient {
  readonly sender: MqttSender;
  readonly session: Pick<Session, "said">;
}

/** Who listens, and who hears of what became of a message. */
export interface OutboxNeeds {
  /** Undefined while no broker listens. */
  recipient(): Recipient | undefined;
  /** The broker has taken it. */
  onTaken(message: Message): void;
  /** The socket was too full for it. */
  onDropped(message: Message): void;
  readonly log: Log;
}

/** Sends, and counts what arrived and what was lost. */
export interface Outbox {
  /** Resolves once the broker has the message, at once where none listens; rejects where it is lost. */
  write(message: Message): Promise<void>;
  send(messages: readonly Message[]): void;
  /** A message that was written is lost. */
  lose(error: unknown): void;
  counts(): { readonly delivered: number; readonly lost: number };
}

export function createOutbox({ recipient, onTaken, onDropped, log }: OutboxNeeds): Outbox {
  let delivered = 0;
  let lost = 0;

  const write = async (message: Message): Promise<void> => {
    const to = recipient();
    if (to === undefined) return;
    to.session.said(message);
    await to.sender.write(message);
    delivered++;
    onTaken(message);
  };

  const lose = (error: unknown): void => {
    lost++;
    log.debug(`MQTT: a message is lost: ${String(error)}`);
  };

  return {
    write,
    lose,
    send(messages) {
      for (const message of messages) {
        const to = recipient();
        // Before the first connection nothing is lost: once it is there, the broker is told what holds.
        if (to === undefined) lost += delivered === 0 ? 0 : 1;
        else if (to.sender.mustDrop(message)) {
          lost++;
          onDropped(message);
        } else write(message).catch(lose);
      }
    },
    counts: () => ({ delivered, lost }),
  };
}

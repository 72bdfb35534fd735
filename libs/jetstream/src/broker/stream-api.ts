import {
  jetstreamManager,
  type ConsumerConfig,
  type ConsumerInfo,
  type JetStreamManager,
  type StoredMsg,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';
import { BrokerDisconnected } from './broker-errors';
import type { BrokerConnection } from './connection';
import { isNoConsumer, isNoStream } from './questions';

/** Milliseconds for one answer of the JetStream API. */
const ANSWER_MS = 3_000;

/**
 * What we ask of the JetStream API. An answer that says "there is none" is null, not an error. Everything else that
 * goes wrong throws the client's error: `questions.ts` knows what it means.
 */
export class StreamApi {
  constructor(private readonly broker: BrokerConnection) {}

  async info(stream: string): Promise<StreamInfo | null> {
    const manager = await this.manager();
    return orNull(manager.streams.info(stream), isNoStream);
  }

  async create(config: Partial<StreamConfig> & { name: string }): Promise<StreamInfo> {
    return (await this.manager()).streams.add(config);
  }

  async update(stream: string, config: Partial<StreamConfig>): Promise<StreamInfo> {
    return (await this.manager()).streams.update(stream, config);
  }

  /** The stored message, or null when that sequence is empty or the stream doesn't exist. */
  async message(stream: string, sequence: number): Promise<StoredMsg | null> {
    const manager = await this.manager();
    return orNull(manager.streams.getMessage(stream, { seq: sequence }), isNoStream);
  }

  /** The last stored message on a subject (wildcards too), or null when there is none. */
  async lastMessage(stream: string, subject: string): Promise<StoredMsg | null> {
    const manager = await this.manager();
    return orNull(manager.streams.getMessage(stream, { last_by_subj: subject }), isNoStream);
  }

  /** Deletes the stream with everything in it, if there is one. */
  async delete(stream: string): Promise<void> {
    const manager = await this.manager();
    await orNull(manager.streams.delete(stream), isNoStream);
  }

  async createConsumer(stream: string, config: Partial<ConsumerConfig>): Promise<ConsumerInfo> {
    return (await this.manager()).consumers.add(stream, config);
  }

  async consumerInfo(stream: string, consumer: string): Promise<ConsumerInfo | null> {
    const manager = await this.manager();
    return orNull(manager.consumers.info(stream, consumer), (error) => isNoConsumer(error) || isNoStream(error));
  }

  private async manager(): Promise<JetStreamManager> {
    // The client would wait for an answer until its time is up.
    if (!this.broker.connected) throw new BrokerDisconnected('JetStream API');
    return jetstreamManager(this.broker.nats, { checkAPI: false, timeout: ANSWER_MS });
  }
}

async function orNull<T>(answer: Promise<T | null>, isNone: (error: unknown) => boolean): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (isNone(error)) return null;
    throw error;
  }
}

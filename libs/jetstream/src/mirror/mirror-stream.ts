import type { StreamInfo } from '@nats-io/jetstream';
import { streamNameOf, type Service } from '@windrose/contracts';
import { messageOf } from '@windrose/platform';
import { StreamMismatch } from '../broker/broker-errors';
import { isTaken } from '../broker/questions';
import type { StreamApi } from '../broker/stream-api';
import { logIdIn } from './log-identity';
import {
  differences,
  essentialsOf,
  mirrorConfig,
  type Difference,
  type MirrorConfig,
  type MirrorOptions,
} from './mirror-config';

/** The stream that mirrors a log, seen by the log's owner: nobody else may declare or change it. */
export class MirrorStream {
  readonly name: string;
  private readonly config: MirrorConfig;

  constructor(
    private readonly api: StreamApi,
    log: { readonly service: Service; readonly logId: string },
    private readonly options: MirrorOptions = {},
  ) {
    this.name = streamNameOf(log.service);
    this.config = mirrorConfig(log.service, log.logId, options);
  }

  /** Whether it is ours to declare, and to delete. */
  get isOurs(): boolean {
    return this.options.bindOnly !== true;
  }

  /** Deletes the stream, to be declared and filled again. */
  delete(): Promise<void> {
    return this.api.delete(this.name);
  }

  /** What the broker has; null when the stream doesn't exist. */
  info(): Promise<StreamInfo | null> {
    return this.api.info(this.name);
  }

  /**
   * Makes the stream be there as declared. What the server made of it is read back and compared: it silently ignores
   * settings that it doesn't know. The caller has checked whose stream it is.
   * @throws StreamMismatch naming each setting that is different and can't be changed
   */
  async declare(): Promise<void> {
    const found = await this.info();
    if (!this.isOurs) return this.check(found, essentialsOf(this.config), 'is provisioned by other tools');
    if (found === null) {
      await this.create();
    } else if (differences(this.config, found.config).length === 0) {
      return;
    } else {
      // Without an owner in its description it may be somebody else's: then it is changed only if it looks like a mirror.
      if (logIdIn(found.config.description) === undefined)
        this.check(found, essentialsOf(this.config), 'belongs to no log');
      await this.change();
    }
    this.check(await this.info(), this.config, 'was just declared');
  }

  private async create(): Promise<void> {
    try {
      await this.api.create(this.config);
    } catch (error) {
      // A second relay may have been faster; then reading back decides.
      if (!isTaken(error) || (await this.info()) === null) throw this.refused('created', error);
    }
  }

  private async change(): Promise<void> {
    const { name, ...settings } = this.config;
    try {
      await this.api.update(name, settings);
    } catch (error) {
      throw this.refused('changed', error);
    }
  }

  private refused(what: 'created' | 'changed', error: unknown): StreamMismatch {
    return new StreamMismatch(`stream ${this.name} can't be ${what} as declared: ${messageOf(error)}`, {
      cause: error,
    });
  }

  private check(found: StreamInfo | null, wanted: Partial<MirrorConfig>, how: string): void {
    if (found === null) throw new StreamMismatch(`stream ${this.name} doesn't exist and is not ours to create`);
    const wrong = differences(wanted, found.config);
    if (wrong.length === 0) return;
    throw new StreamMismatch(`stream ${this.name} ${how}, but ${wrong.map(sayDifference).join('; ')}`);
  }
}

function sayDifference({ setting, wanted, found }: Difference): string {
  return `${setting} is ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`;
}

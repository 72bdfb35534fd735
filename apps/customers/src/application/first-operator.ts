import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER } from '@windrose/chassis';
import { messageOf, newId, type Logger } from '@windrose/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import { CustomersConfig } from '../customers.config';
import { RegisterCustomer } from './register-customer';

/** Milliseconds between two tries: appends may not be possible yet when the process starts. */
const RETRY_MS = 500;

/**
 * Registers the operator that the configuration names, if there is none with that address. Any number of instances may
 * do so at once: the address can be claimed once.
 */
@Injectable()
export class FirstOperator implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stopping = new AbortController();
  private done: Promise<void> = Promise.resolve();

  constructor(
    private readonly config: CustomersConfig,
    private readonly customers: RegisterCustomer,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.done = this.registerUntilDone();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.done;
  }

  private async registerUntilDone(): Promise<void> {
    const { operator } = this.config;
    if (operator === null) return;
    const context = { actor: { type: 'service', id: 'customers' }, correlationId: newId() } as const;
    while (!this.stopping.signal.aborted) {
      try {
        const result = await this.customers.register({ ...operator, name: 'Operator' }, context, 'operator');
        if (result.ok) this.logger.info({ customerId: result.value.id }, 'the operator was registered');
        return;
      } catch (error) {
        this.logger.warn(`the operator can't be registered yet: ${messageOf(error)}`);
        await sleep(RETRY_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
  }
}

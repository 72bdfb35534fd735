import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { LOGGER, Readiness, SERVICE_CONFIG } from '@windrose/chassis';
import type { Result, RpcInput, RpcOutput, RpcSubject, Service } from '@windrose/contracts';
import {
  EventLog,
  RetryLater,
  scheduledBy,
  Work,
  type Derivation,
  type DueTimer,
  type JobHandler,
  type RecordedEvent,
  type TimerHandler,
} from '@windrose/event-log';
import { BrokerConnection, EventContext, RpcClient } from '@windrose/jetstream';
import { PaymentProvider } from '../../apps/payments/src/application/payment-provider';
import { MemoryLog, type ModelClock, type WaitingJob } from './memory-log';
import type { ModelProvider } from './model-provider';

export interface ModelServiceOptions {
  readonly service: Service;
  readonly module: Type;
  readonly jobs?: readonly Type<JobHandler>[];
  readonly timers?: readonly Type<TimerHandler>[];
  readonly derivation?: Derivation;
  /** Providers of the module that are replaced. Default: none. */
  readonly instead?: readonly (readonly [token: unknown, value: unknown])[];
}

type Handler = (data: unknown, context?: unknown) => Promise<unknown>;

/** One of the apps as it is, on a log in memory: its handlers are those that its module registers with Nest. */
export class ModelService {
  private readonly handlers = new Map<string, Handler>();

  private constructor(
    readonly service: Service,
    readonly log: MemoryLog,
    private readonly jobHandlers: readonly JobHandler[],
    private readonly timerHandlers: readonly TimerHandler[],
    readonly derivation: Derivation,
  ) {}

  static async create(
    { service, module, jobs = [], timers = [], derivation = {}, instead = [] }: ModelServiceOptions,
    clock: ModelClock,
    provider: ModelProvider,
  ): Promise<ModelService> {
    const log = new MemoryLog(service, clock);
    const building = Test.createTestingModule({ imports: [surroundings(log), module] });
    for (const [token, value] of [[PaymentProvider, provider] as const, ...instead])
      building.overrideProvider(token).useValue(value);
    const app = await building.compile();
    const created = new ModelService(
      service,
      log,
      jobs.map((job) => app.get(job, { strict: false })),
      timers.map((timer) => app.get(timer, { strict: false })),
      derivation,
    );
    for (const controller of (Reflect.getMetadata('controllers', module) ?? []) as Type[])
      created.register(app, controller);
    return created;
  }

  /** The sources whose events it handles. */
  get sources(): readonly string[] {
    const names = [...this.handlers.keys()].filter((pattern) => !pattern.startsWith('rpc.'));
    return [...new Set(names.map((name) => name.split('.')[0]!))];
  }

  async ask<S extends RpcSubject>(
    subject: S,
    input: RpcInput<S>,
    actor: 'customer' | 'operator',
  ): Promise<Result<RpcOutput<S>>> {
    const context = { actor: { type: actor, id: 'someone' }, correlationId: 'model' };
    return (await this.handlers.get(subject)!({ input, context })) as Result<RpcOutput<S>>;
  }

  /** @throws Error when the decision can't be appended though nobody else decided meanwhile */
  async take(source: string, event: RecordedEvent): Promise<void> {
    const handler = this.handlers.get(`${source}.${event.type}`);
    if (handler === undefined) return;
    await this.decide((work) =>
      handler(event.data, new EventContext({ ...event, source, logId: source }, work, this.service)),
    );
  }

  async fire(timer: DueTimer): Promise<void> {
    const handler = this.timerHandlers.find(({ kind }) => kind === timer.kind);
    if (handler === undefined) throw new Error(`${this.service} has no handler for the timer ${timer.kind}`);
    await this.decide(async (work) => {
      work.change({ fireTimers: [timer] });
      await handler.handle({ ...timer, meta: scheduledBy(timer.meta, this.service) }, work);
    });
  }

  /** @returns whether it came to a conclusion */
  async tryJob(job: WaitingJob): Promise<boolean> {
    const handler = this.jobHandlers.find(({ kind }) => kind === job.kind);
    if (handler === undefined) throw new Error(`${this.service} has no handler for the job ${job.kind}`);
    const due = { ...job, attempt: job.attempt + 1, meta: scheduledBy(job.meta, this.service) };
    let answer: unknown;
    try {
      answer = await handler.perform(due, new AbortController().signal);
    } catch (error) {
      if (!(error instanceof RetryLater)) job.attempt += 1;
      return false;
    }
    await this.decide(async (work) => {
      await handler.conclude(due, answer, work);
      work.change({ concludeJobs: [{ id: job.id, worker: 'model', attempt: due.attempt }] });
    });
    return true;
  }

  private async decide(decision: (work: Work) => Promise<unknown>): Promise<void> {
    const work = new Work(this.log);
    await decision(work);
    const outcome = await work.commit();
    if (outcome.status !== 'appended') throw new Error(`${this.service}: ${JSON.stringify(outcome)}`);
  }

  private register(app: TestingModule, controller: Type): void {
    const instance = app.get<Record<string, Handler>>(controller, { strict: false });
    for (const name of Object.getOwnPropertyNames(controller.prototype)) {
      const method = instance[name]!;
      const patterns = (Reflect.getMetadata('microservices:pattern', method) ?? []) as string[];
      for (const pattern of patterns) this.handlers.set(pattern, method.bind(instance));
    }
  }
}

/** What the chassis gives an app, as far as these apps use it. */
function surroundings(log: MemoryLog): DynamicModule {
  const unused = {};
  const providers = [
    { provide: EventLog, useValue: log },
    { provide: LOGGER, useValue: unused },
    { provide: SERVICE_CONFIG, useValue: unused },
    { provide: BrokerConnection, useValue: unused },
    { provide: RpcClient, useValue: unused },
    { provide: Readiness, useValue: unused },
  ];
  return { module: Surroundings, global: true, providers, exports: providers.map(({ provide }) => provide) };
}

@Module({})
class Surroundings {}

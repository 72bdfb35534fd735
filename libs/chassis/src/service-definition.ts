import type { Type } from '@nestjs/common';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Service } from '@windrose/contracts';
import type { Derivation, JobHandler, Projection, TimerHandler } from '@windrose/event-log';
import type { Env, Logger } from '@windrose/platform';

/** What makes one app: all that `startService` needs to know. */
export interface ServiceDefinition {
  readonly service: Service;
  /** The app's module. It finds EventLog, RpcClient, BrokerConnection, Readiness, LOGGER and SERVICE_CONFIG to inject. */
  readonly module: Type;
  /** Providers of the module that handle due timers. */
  readonly timers?: readonly Type<TimerHandler>[];
  /** Providers of the module that do jobs. */
  readonly jobs?: readonly Type<JobHandler>[];
  /**
   * Milliseconds between two batches of a source's events, at least, for an app whose effects nobody waits for: a few large
   * batches cost less than many small ones. Default 0.
   */
  readonly gatherMs?: number;
  /** Read models of the service's own log. */
  readonly projections?: readonly Projection[];
  /**
   * Appends go ahead when the log could not be compared with its mirror within a second, as while the broker is away: for
   * a log that must accept commands then. Default: they wait for the comparison.
   */
  readonly appendsUnchecked?: boolean;
  /**
   * What the service keeps beside its events and can make again from them, with its settings. Default: nothing.
   * @throws ConfigError
   */
  readonly derivation?: (env: Env) => Derivation;
  /** For the app that has a door to the outside. */
  readonly http?: HttpDefinition;
}

export interface HttpDefinition {
  /** The port to listen on. @throws ConfigError */
  port(env: Env): number;
  createAdapter(logger: Logger): FastifyAdapter;
  /** Before the app listens: documentation, global pipes. */
  configure?(app: NestFastifyApplication): void | Promise<void>;
}

import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import { choiceFrom, type Env } from './env';

export type { Logger };

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** JSON lines on standard output; the level comes from LOG_LEVEL (default `info`). */
export function createLogger(name: string, env: Env = process.env): Logger {
  return pino({ name, level: choiceFrom(env, 'LOG_LEVEL', LEVELS, 'info'), base: { name, pid: process.pid } });
}

/** Nest's own log lines in the process's log. Nest is chatty at start: its `log` lines count as debug. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.logger.debug({ context: contextOf(rest) }, String(message));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn({ context: contextOf(rest) }, String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    const error = message instanceof Error ? message : undefined;
    const stack = rest.find((part) => typeof part === 'string' && part.includes('\n    at '));
    this.logger.error({ context: contextOf(rest), err: error, stack }, error?.message ?? String(message));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.logger.debug({ context: contextOf(rest) }, String(message));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.logger.trace({ context: contextOf(rest) }, String(message));
  }
}

/** Nest passes the name of the class that speaks as the last argument. */
function contextOf(rest: unknown[]): string | undefined {
  const last = rest.at(-1);
  return typeof last === 'string' && !last.includes('\n') ? last : undefined;
}

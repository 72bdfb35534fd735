import { isService, SERVICES, type Service } from '@windrose/contracts';
import type { MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { EventContext } from './event-context';
import type { EventExtras, Touch } from './touches';

/** What happens with one type of event: which streams to load before, and the handler. */
export interface EventHandler {
  readonly touches: readonly Touch[];
  /** Resolves when the handler, and those chained to it, have decided; rejects with its error. */
  handle(context: EventContext): Promise<void>;
}

/** The handlers of one source, by event type. */
export type SourceHandlers = ReadonlyMap<string, EventHandler>;

/**
 * Sorts the handlers that Nest has registered by source and type. Patterns are `<source>.<Type>`.
 * @throws Error naming a pattern that no log could have an event for
 */
export function handlersBySource(handlers: ReadonlyMap<string, MessageHandler>): Map<Service, SourceHandlers> {
  const bySource = new Map<Service, Map<string, EventHandler>>();
  for (const [pattern, handler] of handlers) {
    const [source, type, ...rest] = pattern.split('.');
    if (source === undefined || !isService(source) || type === undefined || rest.length > 0) {
      throw new Error(
        `the event pattern ${JSON.stringify(pattern)} is not <source>.<EventType>; sources: ${SERVICES.join(', ')}`,
      );
    }
    const ofSource = bySource.get(source) ?? new Map<string, EventHandler>();
    bySource.set(
      source,
      ofSource.set(type, { touches: touchesOf(handler), handle: (context) => invoke(handler, context) }),
    );
  }
  return bySource;
}

function touchesOf(handler: MessageHandler): Touch[] {
  const touches: Touch[] = [];
  // Nest chains the handlers of one pattern.
  for (
    let link: MessageHandler | undefined = handler;
    link !== undefined;
    link = link.next as MessageHandler | undefined
  ) {
    const touch = (link.extras as EventExtras | undefined)?.touches;
    if (touch !== undefined) touches.push(touch);
  }
  return touches;
}

/** Nest's base class starts a handler and goes on; here the batch waits for its last value. */
async function invoke(handler: MessageHandler, context: EventContext): Promise<void> {
  const result: unknown = await handler(context.event.data, context);
  if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
}

import type { EventCatalogue, Service } from '@windrose/contracts';
import { EventPattern as NestEventPattern } from '@nestjs/microservices';
import type { EventContext } from './event-context';
import type { JETSTREAM } from './jetstream-strategy';
import type { EventExtras } from './touches';

/** Every event there is, as patterns name it: `inventory.StockReserved`. */
export type EventName = { [S in Service]: `${S}.${keyof EventCatalogue[S] & string}` }[Service];

/** The data of the event that a pattern names. */
export type EventData<Name extends EventName> = Name extends `${infer S extends Service}.${infer Type}`
  ? EventCatalogue[S][Type & keyof EventCatalogue[S]]
  : never;

type Handles<Data> = (data: Data, context: EventContext) => Promise<void> | void;

type HandlerDecorator<Data> = <Method extends Handles<Data>>(
  target: object,
  propertyKey: string | symbol,
  descriptor: TypedPropertyDescriptor<Method>,
) => void;

/**
 * Nest's own `@EventPattern`, typed for our transport: the pattern must name an event of the contracts, the handler must
 * take that event's data, and the transport can't be forgotten.
 */
export const EventPattern = NestEventPattern as <Name extends EventName>(
  name: Name,
  transport: typeof JETSTREAM,
  extras?: EventExtras,
) => HandlerDecorator<EventData<Name>>;

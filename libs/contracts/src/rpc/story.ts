import type { Actor, EventMeta } from '../meta';
import { withoutSecrets } from '../secrets';
import type { Service } from '../sources';

export interface GetStory {
  /** The key: for an order, its id. */
  readonly key: string;
}

/** An event as people and programs outside see it. */
export interface StoryEvent {
  readonly id: string;
  readonly service: Service;
  readonly position: number;
  readonly stream: string;
  readonly type: string;
  readonly version: number;
  readonly at: string;
  readonly data: unknown;
  readonly actor: Actor;
  readonly causationId: string | null;
  readonly correlationId: string;
}

/** One service's part of the story, in the order of its log. */
export type Story = readonly StoryEvent[];

/** A log's event as part of a story, without what is secret in it. */
export function storyEvent(
  service: Service,
  event: {
    readonly eventId: string;
    readonly position: number;
    readonly streamId: string;
    readonly type: string;
    readonly version: number;
    readonly recordedAt: string;
    readonly data: unknown;
    readonly meta: EventMeta;
  },
): StoryEvent {
  const { eventId, position, streamId, type, version, recordedAt, data, meta } = event;
  const { actor, causationId, correlationId } = meta;
  return {
    id: eventId,
    service,
    position,
    stream: streamId,
    type,
    version,
    at: recordedAt,
    data: withoutSecrets(data),
    actor,
    causationId,
    correlationId,
  };
}

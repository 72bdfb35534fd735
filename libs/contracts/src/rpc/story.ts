import type { Actor } from '../meta';
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

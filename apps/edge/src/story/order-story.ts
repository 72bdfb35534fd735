import { Injectable } from '@nestjs/common';
import type { RequestContext, Story, StoryEvent } from '@windrose/contracts';
import { Backend } from '../backend/backend';
import { Intake } from '../intake/intake';
import { lacksCauses, mergeStory } from './merge-story';

/** Who has something to tell about an order. */
const TELLERS = [
  'rpc.v1.orders.get-story',
  'rpc.v1.inventory.get-story',
  'rpc.v1.payments.get-story',
  'rpc.v1.shipping.get-story',
  'rpc.v1.notifications.get-story',
] as const;

/** The whole story of an order, asked of every service's log at once: all of it or, if one doesn't answer, none. */
@Injectable()
export class OrderStory {
  constructor(
    private readonly backend: Backend,
    private readonly intake: Intake,
  ) {}

  async of(orderId: string, context: RequestContext): Promise<StoryEvent[]> {
    const parts = await this.parts(orderId, context);
    if (!lacksCauses(parts)) return mergeStory(parts);
    // The logs are read one beside the other. An effect may have been written between two readings, and its cause not
    // be seen; by now it is in its log, so a second look has it.
    return mergeStory(await this.parts(orderId, context));
  }

  /** The story of an order that nobody but the edge knows of. */
  async ofQueued(orderId: string): Promise<StoryEvent[]> {
    return mergeStory([await this.intake.story(orderId)]);
  }

  private parts(orderId: string, context: RequestContext): Promise<Story[]> {
    const told = TELLERS.map((subject): Promise<Story> => this.backend.ask(subject, { key: orderId }, context));
    return Promise.all([this.intake.story(orderId), ...told]);
  }
}

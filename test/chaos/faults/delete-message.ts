import { streamNameOf } from '@windrose/contracts';
import { withBroker } from '../system/broker';
import type { Inject } from './fault';

/** How far from the stream's end: consumers that lag have not read it yet. */
const NEAR_THE_END = 20;

export const deleteMessage: Inject<'delete-message'> = async ({ service }, { system, random, explanations }) =>
  withBroker(system.run, async ({ streams }) => {
    const stream = streamNameOf(service);
    const { state } = await streams.streams.info(stream);
    const last = state.last_seq - 1;
    if (last < 1) return 'the stream was too short';
    const sequence = random.between(Math.max(1, last - NEAR_THE_END), last);
    await streams.streams.deleteMessage(stream, sequence);
    explanations.weDeleted(stream, sequence);
    return `${stream} ${sequence}`;
  });

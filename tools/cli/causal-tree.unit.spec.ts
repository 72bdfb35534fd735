import type { StoryEvent } from '@windrose/contracts';
import { causalTree } from './causal-tree';

function event(id: string, causationId: string | null = null): StoryEvent {
  return {
    id,
    service: 'orders',
    position: 1,
    stream: 's',
    type: id,
    version: 1,
    at: '2026-01-01T00:00:00.000000Z',
    data: {},
    actor: { type: 'service', id: 'orders' },
    causationId,
    correlationId: 'c',
  };
}

const drawn = (...story: StoryEvent[]): string[] =>
  causalTree(story).map(({ event: { type }, branch }) => branch + type);

describe('a story as a tree', () => {
  it('has each event below its cause, whatever happened between', () => {
    expect(
      drawn(
        event('placed'),
        event('reserved', 'placed'),
        event('mailed', 'placed'),
        event('requested', 'reserved'),
        event('cancelled'),
        event('released', 'cancelled'),
        event('paid', 'requested'),
      ),
    ).toEqual(['placed', '├ reserved', '│ └ requested', '│   └ paid', '└ mailed', 'cancelled', '└ released']);
  });

  it('begins anew with what is caused from outside the story', () => {
    expect(drawn(event('a', 'elsewhere'), event('b', 'a'))).toEqual(['a', '└ b']);
    expect(drawn()).toEqual([]);
  });
});

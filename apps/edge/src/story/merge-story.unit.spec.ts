import type { Service, Story, StoryEvent } from '@windrose/contracts';
import fc from 'fast-check';
import { lacksCauses, mergeStory } from './merge-story';

function event(service: Service, position: number, at: string, causationId: string | null = null): StoryEvent {
  return {
    id: `${service}-${position}`,
    service,
    position,
    stream: `${service}-stream`,
    version: position,
    type: 'Something',
    at,
    data: {},
    actor: { type: 'service', id: service },
    causationId,
    correlationId: 'c',
  };
}

const ids = (story: Story): string[] => story.map(({ id }) => id);

describe('mergeStory', () => {
  it('is empty without events', () => {
    expect(mergeStory([])).toEqual([]);
    expect(mergeStory([[], []])).toEqual([]);
  });

  it('puts an effect after its cause although its clock was behind', () => {
    const placed = event('orders', 1, '2026-01-01T00:00:09.000000Z');
    const reserved = event('inventory', 7, '2026-01-01T00:00:01.000000Z', 'orders-1');
    const requested = event('orders', 2, '2026-01-01T00:00:10.000000Z', 'inventory-7');
    expect(ids(mergeStory([[reserved], [placed, requested]]))).toEqual(['orders-1', 'inventory-7', 'orders-2']);
  });

  it('keeps the order of each log, whatever the times say', () => {
    const first = event('shipping', 3, '2026-01-01T00:00:05.000000Z');
    const second = event('shipping', 4, '2026-01-01T00:00:01.000000Z');
    expect(ids(mergeStory([[second, first]]))).toEqual(['shipping-3', 'shipping-4']);
  });

  it('goes by time where causality leaves a choice', () => {
    const a = event('payments', 1, '2026-01-01T00:00:02.000000Z');
    const b = event('shipping', 1, '2026-01-01T00:00:01.000000Z');
    expect(ids(mergeStory([[a], [b]]))).toEqual(['shipping-1', 'payments-1']);
  });

  it('does not wait for a cause that is not part of the story', () => {
    const orphan = event('orders', 5, '2026-01-01T00:00:00.000000Z', 'elsewhere');
    expect(ids(mergeStory([[orphan]]))).toEqual(['orders-5']);
    expect(lacksCauses([[orphan]])).toBe(true);
    expect(lacksCauses([[event('orders', 1, 'x')], [event('payments', 1, 'x', 'orders-1')]])).toBe(false);
  });

  it('ends for events that claim to cause each other', () => {
    const a = event('orders', 1, '2026-01-01T00:00:02.000000Z', 'payments-1');
    const b = event('payments', 1, '2026-01-01T00:00:01.000000Z', 'orders-1');
    expect(ids(mergeStory([[a], [b]]))).toEqual(['payments-1', 'orders-1']);
  });

  /** A run of the system: each event is caused by any event that had happened before it; clocks are arbitrary. */
  const SERVICES: Service[] = ['orders', 'inventory', 'payments', 'shipping'];
  const run = fc
    .array(fc.record({ service: fc.constantFrom(...SERVICES), cause: fc.nat(), seconds: fc.nat(59) }), {
      maxLength: 40,
    })
    .map((steps) => {
      const happened: StoryEvent[] = [];
      for (const { service, cause, seconds } of steps) {
        const position = happened.filter((e) => e.service === service).length + 1;
        const causationId = happened.length > 0 ? (happened[cause % (happened.length + 1)]?.id ?? null) : null;
        happened.push(
          event(service, position, `2026-01-01T00:00:${String(seconds).padStart(2, '0')}.000000Z`, causationId),
        );
      }
      return happened;
    });

  it('tells every event once, after its cause and in the order of its log, however the parts arrive', () => {
    fc.assert(
      fc.property(run, fc.array(fc.nat()), (happened, shuffle) => {
        const parts = SERVICES.map((service) => happened.filter((e) => e.service === service));
        const shuffled = parts
          .map((part, i) => ({ part: [...part].reverse(), key: shuffle[i] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ part }) => part);
        const story = mergeStory(parts);
        expect(ids(mergeStory(shuffled))).toEqual(ids(story));
        expect(ids(story).sort()).toEqual(ids(happened).sort());
        const place = new Map(story.map((e, i) => [e.id, i]));
        story.forEach((e, i) => {
          if (e.causationId !== null) expect(place.get(e.causationId)).toBeLessThan(i);
        });
        for (const part of parts) {
          expect(story.filter((e) => e.service === part[0]?.service).map((e) => e.position)).toEqual(
            part.map((e) => e.position),
          );
        }
      }),
    );
  });
});

import type { Story, StoryEvent } from '@windrose/contracts';

/**
 * One story from the parts that the services told, in causal order: an event comes after its cause, and after those
 * before it in its log (and so in its stream). Where that leaves a choice the earliest comes first, so the same events
 * always give the same story. Clocks alone would not do: a cause may carry a later time than its effect.
 */
export function mergeStory(parts: readonly Story[]): StoryEvent[] {
  const logs = parts.map((part) => [...part].sort((a, b) => a.position - b.position)).filter((log) => log.length > 0);
  const untold = new Set(logs.flatMap((log) => log.map((event) => event.id)));
  const story: StoryEvent[] = [];
  const next = logs.map(() => 0);
  for (;;) {
    const heads = logs.flatMap((log, i) => {
      const event = log[next[i] ?? 0];
      return event ? [{ log: i, event }] : [];
    });
    const free = heads.filter(({ event }) => event.causationId === null || !untold.has(event.causationId));
    // Only events that claim to cause each other leave none free. Our logs can't hold such; they'd be shown by time.
    const chosen = (free.length > 0 ? free : heads).sort((a, b) => byTime(a.event, b.event))[0];
    if (chosen === undefined) return story;
    story.push(chosen.event);
    untold.delete(chosen.event.id);
    next[chosen.log] = (next[chosen.log] ?? 0) + 1;
  }
}

/** Whether an event names a cause that no part has: it was written after its part had been read. */
export function lacksCauses(parts: readonly Story[]): boolean {
  const told = new Set(parts.flatMap((part) => part.map((event) => event.id)));
  return parts.some((part) => part.some(({ causationId }) => causationId !== null && !told.has(causationId)));
}

function byTime(a: StoryEvent, b: StoryEvent): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return a.service < b.service ? -1 : 1;
}

import type { StoryEvent } from '@windrose/contracts';

/** An event of a story, and how it hangs on what caused it. */
export interface Told {
  readonly event: StoryEvent;
  /** 0 for what no event of the story has caused. */
  readonly depth: number;
  /** Lines that lead from the causes above to this event: `│ └ `. */
  readonly branch: string;
}

/** A story as a tree: each event below its cause, with all that followed from it, before what its cause led to later. */
export function causalTree(story: readonly StoryEvent[]): Told[] {
  const known = new Set(story.map(({ id }) => id));
  const effects = new Map<string | null, StoryEvent[]>();
  for (const event of story) {
    const cause = event.causationId !== null && known.has(event.causationId) ? event.causationId : null;
    const siblings = effects.get(cause);
    if (siblings === undefined) effects.set(cause, [event]);
    else siblings.push(event);
  }
  return (effects.get(null) ?? []).flatMap((root) => [{ event: root, depth: 0, branch: '' }, ...below(root, effects)]);
}

function below(
  cause: StoryEvent,
  effects: ReadonlyMap<string | null, readonly StoryEvent[]>,
  depth = 1,
  trunk = '',
): Told[] {
  const caused = effects.get(cause.id) ?? [];
  return caused.flatMap((event, i) => {
    const isLast = i === caused.length - 1;
    const told = { event, depth, branch: `${trunk}${isLast ? '└ ' : '├ '}` };
    return [told, ...below(event, effects, depth + 1, `${trunk}${isLast ? '  ' : '│ '}`)];
  });
}

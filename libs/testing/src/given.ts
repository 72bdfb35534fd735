import type { Refusal, Result } from '@windrose/contracts';

/** What a decider test needs of a decider: how facts become a state. */
export interface Folding<State, Event> {
  readonly initialState: State;
  evolve(state: State, event: Event, info: { recordedAt: string; version: number }): State;
}

type Decided<Out> = readonly Out[] | Result<readonly Out[]>;

/**
 * Domain tests read: given facts, when a command, then facts (or a refusal).
 *
 *     given(product, added).when((state) => addProduct(state, command)).thenRefused('conflict');
 *
 * The facts count as recorded one second apart, the first at 2026-01-01T00:00:00Z.
 */
export function given<State, Event>(decider: Folding<State, Event>, ...facts: readonly Event[]) {
  const state = facts.reduce(
    (folded, event, index) => decider.evolve(folded, event, { recordedAt: testTime(index), version: index + 1 }),
    decider.initialState,
  );
  return {
    state,
    when<Out>(decide: (state: State) => Decided<Out>) {
      const decided = decide(state);
      const result: Result<readonly Out[]> = 'ok' in decided ? decided : { ok: true, value: decided };
      return {
        /** Exactly these facts, in this order; none: nothing is to happen. */
        then(...expected: readonly Out[]): void {
          expect(result).toEqual({ ok: true, value: expected });
        },
        thenRefused(code: Refusal['code'], ...pointers: readonly string[]): void {
          if (result.ok)
            throw new Error(`expected the refusal ${code}, but it was decided: ${JSON.stringify(result.value)}`);
          expect(result.refusal.code).toBe(code);
          expect((result.refusal.errors ?? []).map((error) => error.pointer)).toEqual(pointers);
        },
      };
    },
  };
}

/** When the fact with this index (from 0) counts as recorded. */
export function testTime(index: number): string {
  return new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString();
}

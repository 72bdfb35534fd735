import { setImmediate } from 'node:timers/promises';

interface Batch<T> {
  readonly ids: Set<string>;
  readonly answer: Promise<ReadonlyMap<string, T>>;
}

/**
 * Joins the reads of concurrent callers into one query: whoever asks while a query runs (or in the same turn of the
 * event loop) gets into the next one. A query starts after all its callers asked, so each sees what it wrote before.
 */
export class BatchedReader<T> {
  private gathering: Batch<T> | undefined;
  private running: Promise<unknown> = Promise.resolve();

  constructor(private readonly readMany: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>) {}

  /** What was found. An id that nothing was found for is missing. */
  async read(ids: readonly string[]): Promise<ReadonlyMap<string, T>> {
    this.gathering ??= this.gather();
    const batch = this.gathering;
    for (const id of ids) batch.ids.add(id);
    const answer = await batch.answer;
    const found = new Map<string, T>();
    for (const id of ids) {
      const one = answer.get(id);
      if (one !== undefined) found.set(id, one);
    }
    return found;
  }

  private gather(): Batch<T> {
    const ids = new Set<string>();
    const answer = this.afterTheRunningOne().then(() => {
      this.gathering = undefined;
      return this.readMany([...ids]);
    });
    // Its callers hear of a failure; the next query only waits for its end.
    this.running = answer.catch(() => undefined);
    return { ids, answer };
  }

  private async afterTheRunningOne(): Promise<void> {
    await this.running;
    await setImmediate();
  }
}

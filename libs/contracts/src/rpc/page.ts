/** One page of a list. `cursor` is opaque to callers: it came as `nextCursor` of the page before. */
export interface PageRequest {
  /** 1..100 */
  readonly limit: number;
  readonly cursor?: string;
}

export interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

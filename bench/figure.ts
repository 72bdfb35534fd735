/** One measured figure, beside what it is compared with. */
export interface Figure {
  /** Letter and name of the benchmark: `a appends`. */
  readonly benchmark: string;
  readonly value: number;
  readonly unit: string;
  /** What the same machine did in the same run without Windrose. */
  readonly yardstick?: { readonly name: string; readonly value: number };
  /** The least (`min`) or most (`max`) that is good enough: of the ratio to the yardstick where there is one, else of the value. */
  readonly mark?: { readonly min: number } | { readonly max: number };
}

/** What the mark is held against. */
export function judged(figure: Figure): number {
  return figure.yardstick ? figure.value / figure.yardstick.value : figure.value;
}

/** Whether the figure reaches its mark; null when it has none. */
export function isMet(figure: Figure): boolean | null {
  if (figure.mark === undefined) return null;
  return 'min' in figure.mark ? judged(figure) >= figure.mark.min : judged(figure) <= figure.mark.max;
}

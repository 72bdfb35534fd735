/** For what is there unless the code around it is wrong: the head's row, the entry at a place that was just counted. */
export function present<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('something that is always there is missing');
  return value;
}

/** Microseconds since 1970 of an RFC 3339 time: events are recorded more exactly than `Date` can tell. NaN for no time. */
export function microsecondsOf(time: string): number {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '';
  const wholeSecondsMs = Date.parse(time.replace(/\.\d+/, ''));
  return wholeSecondsMs * 1_000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
}

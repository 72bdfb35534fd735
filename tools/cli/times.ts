/** `2026-11-21T08:30:00.123456Z` → `2026-11-21 08:30:00`: as exact as a list needs. */
export function shortTime(rfc3339: string): string {
  return rfc3339.slice(0, 19).replace('T', ' ');
}

/** `2026-11-21T08:30:00.123456Z` → `08:30:00.123`: the time of day, in UTC. */
export function timeOfDay(rfc3339: string): string {
  return new Date(rfc3339).toISOString().slice(11, 23);
}

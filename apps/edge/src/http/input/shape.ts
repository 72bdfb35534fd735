import type { InputError } from '@windrose/contracts';
import { pointerTo } from './json-pointer';

/** Deeper than any body of ours; recursion over the input stays bounded. */
const MAX_DEPTH = 10;
/** More than any list of ours may hold; the list's own rule gives the exact bound. */
const MAX_ITEMS = 1_000;
/** PostgreSQL stores neither NUL nor half of a surrogate pair in a text. */
const UNSTORABLE = /\u0000|\p{Surrogate}/u;

/**
 * What no body may contain, whatever the call: found before the fields are looked at, because it would break what looks
 * at them. Returns the first such place, or null.
 */
export function unusableShape(value: unknown, path: readonly (string | number)[] = []): InputError | null {
  if (typeof value === 'string') {
    return UNSTORABLE.test(value) ? errorAt(path, 'must not contain NUL or unpaired surrogates') : null;
  }
  if (typeof value !== 'object' || value === null) return null;
  if (path.length >= MAX_DEPTH) return errorAt(path, 'is nested too deep');
  if (Array.isArray(value)) {
    if (value.length > MAX_ITEMS) return errorAt(path, `must not have more than ${MAX_ITEMS} items`);
    return firstOf(
      value.map((item, index) => [index, item] as const),
      path,
    );
  }
  const fields = Object.entries(value);
  if (fields.length > MAX_ITEMS) return errorAt(path, `must not have more than ${MAX_ITEMS} fields`);
  return firstOf(fields, path);
}

function firstOf(
  parts: readonly (readonly [string | number, unknown])[],
  path: readonly (string | number)[],
): InputError | null {
  for (const [name, part] of parts) {
    // class-transformer passes over fields that every object inherits, and would hide them from the rules.
    if (typeof name === 'string' && name in Object.prototype) return errorAt([...path, name], 'is not a known field');
    if (typeof part === 'number' || typeof part === 'boolean') continue;
    const error = unusableShape(part, [...path, name]);
    if (error) return error;
  }
  return null;
}

function errorAt(path: readonly (string | number)[], detail: string): InputError {
  return { pointer: pointerTo(path), detail };
}

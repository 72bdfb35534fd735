import type { Rewrite, Rewrites } from './proxy';

/** A rewrite of what matches. @param mark a text that is in whatever could match: bytes without it aren't looked at */
export function replacing(mark: string, pattern: RegExp, replacement: (...groups: string[]) => string): Rewrite {
  return (bytes) => {
    if (!bytes.includes(mark)) return bytes;
    const text = bytes.toString('latin1').replace(pattern, replacement);
    if (text.length !== bytes.length) throw new RangeError(`${mark} would change the length of a message`);
    return Buffer.from(text, 'latin1');
  };
}

/**
 * Has the broker declare streams without their delete guard, and its owner believe that it is there: only so can a message
 * be deleted from the middle, as a broken disk or a careless hand would. For Go, null is no value, which means false.
 */
export const WITHOUT_DELETE_GUARD = {
  toServer: replacing('"deny_delete":', /"deny_delete":true/g, () => '"deny_delete":null'),
  toClient: replacing('"deny_delete":', /"deny_delete":false/g, () => '"deny_delete":true '),
} satisfies Rewrites;

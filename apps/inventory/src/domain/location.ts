import { KEY_PATTERN, type InputError } from '@windrose/contracts';

/** What is wrong with the name of a stock location: nothing, or one error. None given means the default location. */
export function locationErrors(location: string | undefined): readonly InputError[] {
  if (location === undefined || KEY_PATTERN.test(location)) return [];
  return [{ pointer: '#/location', detail: 'must be 1 to 64 letters, digits, underscores or hyphens' }];
}

import { notFound } from './problem/problems';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** An id in a path, in the form that everything else uses. One that can't exist is answered like one that doesn't. */
export function idFrom(param: string, what: string): string {
  if (!UUID.test(param)) throw notFound(`There is no such ${what}.`);
  return param.toLowerCase();
}

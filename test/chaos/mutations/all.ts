import { allOrNothing } from './all-or-nothing';
import { cursorCheck } from './cursor-check';
import type { Mutation } from './mutation';
import { providerKey } from './provider-key';
import { sequenceCheck } from './sequence-check';

/** What `--mutation` takes. */
export const MUTATIONS = {
  'cursor-check': cursorCheck,
  'sequence-check': sequenceCheck,
  'all-or-nothing': allOrNothing,
  'provider-key': providerKey,
} as const satisfies Record<string, Mutation>;

export type MutationName = keyof typeof MUTATIONS;
export const MUTATION_NAMES = Object.keys(MUTATIONS) as MutationName[];

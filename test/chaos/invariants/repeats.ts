import { askAgain } from '../load/ask-again';
import type { Invariant } from './invariant';

export const sameAnswerAgain: Invariant = {
  name: 'an order that is asked for again with its key is the same order',
  check: ({ system, customerToken, sample }) => askAgain(system.run.edge, customerToken, sample),
};

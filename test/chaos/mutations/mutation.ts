import type { Settings } from '@windrose/testing';
import type { Invariant } from '../invariants/invariant';
import type { Pace } from '../load/customers';
import type { PlannedFault } from '../schedule/planned-fault';
import type { Place } from '../system/proxies';
import type { System } from '../system/system';

/**
 * Something that keeps the promise, taken out. A campaign that still finds everything in order then could not find
 * anything. None of it is in the services' code: they can't be told to run without.
 */
export interface Mutation {
  /** What is missing, as the end of "without …". */
  readonly without: string;
  /** The faults that the missing thing is there for, to be repeated. */
  readonly faults: readonly PlannedFault[];
  /** Of which at least one must be violated then: anything else would have been found by chance. */
  readonly breaks: readonly Invariant[];
  /** When customers order, where a steady load would hide it. */
  readonly pace?: Pace;
  /** Where it needs proxies, beside those that the faults need. */
  readonly places?: readonly Place[];
  /** Before the system is started. Returns its settings, and how to clean up. */
  prepare?(home: string): Promise<{ readonly settings: Settings; readonly close: () => Promise<void> }>;
  /** While it runs, before the load. Returns how to end what goes on meanwhile. */
  apply?(system: System): Promise<() => Promise<void>>;
}

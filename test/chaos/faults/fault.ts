import type { PlannedFault } from '../schedule/planned-fault';
import type { Random } from '../schedule/random';
import type { Explanations } from '../explanations';
import type { System } from '../system/system';

/** What a fault needs to happen. */
export interface Scene {
  readonly system: System;
  readonly random: Random;
  /** What the invariants must know about. */
  readonly explanations: Explanations;
}

/**
 * Makes one kind of fault happen. Resolves when it is over, with more about it for the report where there is more to say;
 * what the system needs to recover comes after that.
 */
export type Inject<Kind extends PlannedFault['kind']> = (
  fault: Extract<PlannedFault, { kind: Kind }>,
  scene: Scene,
) => Promise<string | void>;

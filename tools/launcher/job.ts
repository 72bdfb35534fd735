import type { Host } from './host';
import type { LauncherOptions } from './options';
import type { Plan } from './plan';
import type { RunBoard } from './run-board';
import type { Settings } from './settings';
import type { System } from './system';

/** One run of the launcher: what was asked for, and what there is so far. */
export interface Job {
  readonly host: Host;
  readonly options: LauncherOptions;
  readonly settings: Settings;
  readonly plan: Plan;
  readonly system: System;
  readonly board: RunBoard;
}

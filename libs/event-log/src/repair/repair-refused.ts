import { CodedError } from '@windrose/platform';

/** A repair that would not leave a sound log behind, or is not this role's to make. Nothing was changed. */
export class RepairRefused extends CodedError {
  readonly code = 'repair_refused';
}

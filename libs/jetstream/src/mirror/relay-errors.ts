import { CodedError } from '@windrose/platform';
import { BrokerDisconnected } from '../broker/broker-errors';
import { isNoResponders, isNoRoom, isTimeout, isWrongLastSequence } from '../broker/questions';
import { MisplacedEvent } from './publish-ack';

/** Log and mirror hold different events. Only a person can say which side is right. */
export class MirrorDiverged extends CodedError {
  readonly code = 'mirror_diverged';
}

/** The database connection that made this relay the active one is gone. */
export class RelayLockLost extends Error {
  constructor() {
    super('the database connection of the relay was lost');
  }
}

/** Why a relay had to start over, as a label of its metric. */
export type Interruption =
  'disconnected' | 'no_responders' | 'timeout' | 'wrong_sequence' | 'no_room' | 'lock_lost' | 'other';

export function interruptionOf(error: unknown): Interruption {
  if (error instanceof BrokerDisconnected) return 'disconnected';
  if (error instanceof RelayLockLost) return 'lock_lost';
  if (error instanceof MisplacedEvent || isWrongLastSequence(error)) return 'wrong_sequence';
  if (isNoResponders(error)) return 'no_responders';
  if (isNoRoom(error)) return 'no_room';
  return isTimeout(error) ? 'timeout' : 'other';
}

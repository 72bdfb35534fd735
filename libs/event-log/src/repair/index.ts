export {
  ConsumerCursors,
  type HandledUpTo,
  type ParkedOfSource,
  type SetBack,
  type SetBackResult,
} from './consumer-cursors';
export type { Derivation, FollowUps } from './derivation';
export { LostEvents, type Handler } from './lost-events';
export { giveNewIdentity, type NewIdentity, type NewIdentityOptions } from './new-identity';
export { RepairRefused } from './repair-refused';
export { restoreTail, type RestoredLog, type RestoreTailOptions } from './restore-tail';

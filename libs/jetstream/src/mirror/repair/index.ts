export { affectedConsumers, type AffectedConsumers } from './affected-consumers';
export { examineMirror, type MirrorExamination } from './examine';
export { recreateStream, type GivenUp, type RecreatedStream } from './recreate-stream';
export { restoreLog } from './restore-log';
export { setCursorsBack, type CursorsSetBack } from './set-cursors-back';

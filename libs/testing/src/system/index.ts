export { familyOf } from './process-family';
export { readRunFile, type RunFile, type RunProcess } from './run-file';
export type { Settings } from './settings';
export { portWithRoomAbove } from './system-port';
export { SystemStart, type SystemStartOptions } from './system-start';

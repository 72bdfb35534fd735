import type { MirrorStatus } from '@windrose/jetstream';
import type { Style } from './style';

/** The state in the colour of how bad it is. */
export function mirrorStateText(state: MirrorStatus['state'], style: Style): string {
  switch (state) {
    case 'equal':
      return style.good(state);
    case 'behind':
      return style.warning(state);
    case 'missing':
    case 'damaged':
    case 'diverged':
      return style.bad(state);
    default:
      return state satisfies never;
  }
}

import type { PlannedFault } from '../schedule/planned-fault';
import { cut } from './cut';
import { deleteMessage } from './delete-message';
import { deleteStore } from './delete-store';
import { duplicates } from './duplicates';
import type { Scene } from './fault';
import { killLauncher } from './kill-launcher';
import { kill } from './kill';
import { killLeader } from './kill-leader';
import { pause } from './pause';
import { rollBack } from './roll-back';
import { rollingRestart } from './rolling-restart';
import { terminate } from './terminate';

/** Makes a planned fault happen; see `Inject`. */
export function inject(fault: PlannedFault, scene: Scene): Promise<string | void> {
  switch (fault.kind) {
    case 'kill':
      return kill(fault, scene);
    case 'kill-launcher':
      return killLauncher(fault, scene);
    case 'kill-leader':
      return killLeader(fault, scene);
    case 'pause':
      return pause(fault, scene);
    case 'delete-store':
      return deleteStore(fault, scene);
    case 'roll-back':
      return rollBack(fault, scene);
    case 'delete-message':
      return deleteMessage(fault, scene);
    case 'terminate':
      return terminate(fault, scene);
    case 'cut':
      return cut(fault, scene);
    case 'duplicates':
      return duplicates(fault, scene);
    case 'rolling-restart':
      return rollingRestart(fault, scene);
    default:
      return fault satisfies never;
  }
}

import type { PlannedFault } from '../schedule/planned-fault';
import type { Place } from '../system/proxies';

/** Where the faults need proxies, and where else somebody does, each place once. */
export function proxiesFor(faults: readonly PlannedFault[], others: readonly Place[] = []): Place[] {
  const places = faults.flatMap((fault): Place[] => {
    switch (fault.kind) {
      case 'cut':
        return [{ service: fault.service, server: fault.from }];
      case 'duplicates':
      case 'delete-message': // the delete guard is taken off on the way to the broker
        return [{ service: fault.service, server: 'broker' }];
      case 'kill':
      case 'kill-leader':
      case 'kill-launcher':
      case 'pause':
      case 'delete-store':
      case 'roll-back':
      case 'terminate':
      case 'rolling-restart':
        return [];
      default:
        return fault satisfies never;
    }
  });
  return [...new Map([...places, ...others].map((place) => [`${place.service} ${place.server}`, place])).values()];
}

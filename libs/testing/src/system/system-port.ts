import { SERVICES } from '@windrose/contracts';
import { isPortFree } from '@windrose/servers';

/** Below the ports that servers are given: one that is started meanwhile takes none of these. */
const FIRST = 10_000;
const LAST = 19_000;
/** GRPC_PORT stands next to PORT, each further edge's pair ten further on, and ADMIN_PORT_BASE a hundred. */
const NEXT_EDGE = 10;
const ADMIN = 100;

/** A PORT that is free with all that is derived from it, for so many instances of each service (default 2). */
export async function portWithRoomAbove(instances = 2): Promise<number> {
  const edges = Array.from({ length: instances + 1 }, (_, n) => [NEXT_EDGE * n, NEXT_EDGE * n + 1]).flat();
  const admin = Array.from({ length: SERVICES.length * instances + 1 }, (_, n) => ADMIN + n);
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    const free = await Promise.all([...edges, ...admin].map((offset) => isPortFree(port + offset)));
    if (free.every(Boolean)) return port;
  }
}

import { ConfigError } from '@windrose/platform';
import { isPortFree } from '@windrose/servers';
import type { PlannedPort } from './plan';

/** @throws ConfigError that names the variable of the first port that can't be listened on */
export async function checkPorts(ports: readonly PlannedPort[], host: string): Promise<void> {
  for (const { port, variable, purpose } of ports) {
    const free = await isPortFree(port, host).catch(() => {
      throw new ConfigError('HOST', host, 'an address of this machine');
    });
    if (!free) throw new ConfigError(variable, String(port), `a free port for ${purpose}: ${host}:${port} is in use`);
  }
}

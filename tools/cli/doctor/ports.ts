import { ConfigError } from '@windrose/platform';
import { isPortFree } from '@windrose/servers';
import { planOf, portsOf } from '../../launcher/plan';
import { settingsFrom } from '../../launcher/settings';
import type { Cli } from '../cli';
import type { System } from '../find-system';
import { fail, ok, type Check } from './check';

/** Whether the variables make sense and the ports that `npm start` needs are free, as it would find them now. */
export async function portsCheck({ env, root }: Pick<Cli, 'env' | 'root'>, system: System): Promise<Check> {
  try {
    const settings = settingsFrom(env, root);
    const ports = portsOf(planOf(settings));
    if (system.isLauncherRunning) return ok('ports', 'in use by the running system');
    const free = await Promise.all(ports.map(({ port }) => isPortFree(port, settings.host)));
    const taken = ports.filter((_, i) => free[i] === false);
    const [first] = taken;
    if (first === undefined) return ok('ports', `${ports.length} free from ${settings.port} on`);
    const found = taken.map(({ port, purpose }) => `${port} (${purpose})`).join(', ');
    return fail('ports', `${found} in use`, `stop what uses it, or set ${first.variable} to another`);
  } catch (error) {
    if (error instanceof ConfigError) return fail('settings', error.message, `correct ${error.variable}`);
    throw error;
  }
}

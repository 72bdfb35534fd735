import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@windrose/servers';
import { CHECKOUT } from '@windrose/testing';
import { moneyAgrees } from '../invariants/money';
import { Proxy } from '../system/proxy';
import { replacing } from '../system/rewriting';
import type { Mutation } from './mutation';

let call = 0;

/** Another key for each call, as long as the right one. */
const anotherKey = replacing(
  'idempotency-key: ',
  /(idempotency-key: )([^\r\n]+)/gi,
  (_all, field, key) => `${field}${String(call++).padStart(key.length, 'x').slice(-key.length)}`,
);

/** A call to the provider whose answer is lost is made once more. */
export const providerKey: Mutation = {
  without: "the provider's idempotency key",
  breaks: [moneyAgrees],
  faults: [
    { kind: 'kill', process: 'payments' },
    { kind: 'rolling-restart', service: 'payments' },
    { kind: 'kill', process: 'payments#2' },
  ],
  /** Between the services and a simulator that isn't the launcher's. */
  async prepare(home) {
    const port = await freePort();
    const dataDir = join(home, 'provider');
    mkdirSync(dataDir, { recursive: true });
    const simulator = spawn(process.execPath, [join(CHECKOUT, 'dist', 'tools', 'provider', 'main.js')], {
      env: { ...process.env, HOST: '127.0.0.1', PORT: String(port), DATA_DIR: dataDir },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const proxy = await Proxy.listen(() => ({ host: '127.0.0.1', port }));
    proxy.rewriting({ toServer: anotherKey });
    return {
      settings: { PAYMENT_PROVIDER_URL: `http://127.0.0.1:${proxy.port}` },
      async close() {
        await proxy.close();
        simulator.kill('SIGTERM');
        await once(simulator, 'exit');
      },
    };
  },
};

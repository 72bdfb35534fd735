// What `npm test` runs: prepares the checkout as `npm start` does, then passes its arguments on to Jest.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './bootstrap/prepare.mjs';
import { say, step } from './bootstrap/step.mjs';
import { stopSignal } from './bootstrap/stop-signal.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const stop = stopSignal();

/** The tests start servers of their own: settings for a running system must not reach them. */
function withoutSettings(env) {
  const settings =
    /^(HOST|PORT|GRPC_PORT|ADMIN_PORT|ADMIN_PORT_BASE|INSTANCES?|WINDROSE_HOME|SMTP_URL|CARRIER|CARRIER_DELAY_MS|LOW_STOCK_THRESHOLD|RESERVATION_TTL_MS|PAYMENT_TIMEOUT_MS|ORDER_DEADLINE_MS|PARTITIONS|LOG_LEVEL|PAYMENT_PROVIDER_URL|JWT_\w+|OPERATOR_\w+|(\w+_)?(DATABASE|NATS)_URL)$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !settings.test(name)));
}

async function jest() {
  const child = spawn(
    process.execPath,
    [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), ...process.argv.slice(2)],
    {
      cwd: root,
      env: { ...withoutSettings(process.env), NODE_ENV: 'test' },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  stop.addEventListener('abort', () => child.kill('SIGTERM'));
  const [code] = await once(child, 'close');
  return code ?? 1;
}

try {
  await prepare(root, { stop, dev: true });
  const { findNatsServer } = require(join(root, 'dist', 'libs', 'servers', 'src', 'index.js'));
  await step(
    ({ version }) => `nats-server ${version} found`,
    () => findNatsServer({ report: say }),
  );
  process.exitCode = stop.aborted ? 1 : await jest();
} catch (error) {
  process.stderr.write(`windrose: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
process.exit();

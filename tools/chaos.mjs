// What `npm run chaos` runs: prepares the checkout as `npm start` does, then breaks it. Options after `--`: see `--help`.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './bootstrap/prepare.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

await prepare(root, { stop: new AbortController().signal, dev: false });
require(join(root, 'dist', 'test', 'chaos', 'main.js'));

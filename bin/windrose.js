#!/usr/bin/env node
'use strict';

const { spawnSync } = require('node:child_process');
const { enableCompileCache } = require('node:module');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const root = join(__dirname, '..');
const program = join(root, 'dist', 'tools', 'cli', 'main.js');

/** Plain and old syntax up to here: this line has to be understood by the Node that is too old. */
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Node 20.19 or newer is needed; this is ${process.version}`);
}

// Newer Nodes keep what they have compiled: a command then starts in half the time.
if (enableCompileCache) enableCompileCache();

try {
  require(program);
} catch (error) {
  if (error.code !== 'MODULE_NOT_FOUND') throw error;
  // A checkout that nothing was started in yet, or whose packages have gone.
  prepare();
  require(program);
}

/** Installs and compiles as `npm start` does. What it says goes to standard error: the output belongs to the command. */
function prepare() {
  const bootstrap = pathToFileURL(join(root, 'tools', 'bootstrap', 'prepare.mjs')).href;
  const script = `import { prepare } from '${bootstrap}';
    prepare(${JSON.stringify(root)}, { stop: new AbortController().signal, dev: false }).catch((error) => {
      process.stderr.write(error.message + '\\n');
      process.exitCode = 1;
    });`;
  const { status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0)
    fail('this checkout is not built, and building it failed: see above, then try npm ci and npm run build');
}

function fail(message) {
  process.stderr.write(`windrose: ${message}\n`);
  process.exit(1);
}

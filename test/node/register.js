'use strict';

/**
 * `node --require test/node/register.js program.ts` runs a program of this repository from its sources, compiled with
 * the options of the build. For tests that need a process to kill: they must not depend on a build that may be old.
 */

const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { resolve } = require('node:path');
const swc = require('@swc/core');

const root = resolve(__dirname, '../..');

Module._extensions['.ts'] = (module, file) => {
  const { code } = swc.transformSync(readFileSync(file, 'utf8'), {
    filename: file,
    root,
    cwd: root,
    sourceMaps: 'inline',
  });
  module._compile(code, file);
};

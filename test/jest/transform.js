'use strict';

/**
 * Lets Jest load what Node loads by itself.
 *
 * Node 20.19+ can `require()` an ES module; Jest's module registry can't, and NestJS 12, jose and others are published
 * as ES modules only. So every file that Jest loads passes through here:
 *
 * - our TypeScript becomes CommonJS with the options of `.swcrc`, the very ones the build uses;
 * - an ES module (`.mjs`, or `.js` whose nearest package.json says `"type": "module"`) becomes CommonJS;
 * - a CommonJS file that calls `import()` gets a `require` instead, because Jest has no loader behind `import()`;
 * - everything else is left alone, which keeps a cold run short.
 */

const { createHash } = require('node:crypto');
const { existsSync, readFileSync } = require('node:fs');
const { dirname, join, resolve } = require('node:path');
const swc = require('@swc/core');

const root = resolve(__dirname, '../..');
const swcrc = readFileSync(join(root, '.swcrc'), 'utf8');
const versions = [swc.version, process.version, readFileSync(__filename, 'utf8'), swcrc];

/** @type {Map<string, boolean>} Directory → whether its `.js` files are ES modules. */
const esmDirectories = new Map();

function holdsEsModules(directory) {
  const known = esmDirectories.get(directory);
  if (known !== undefined) return known;
  const manifest = join(directory, 'package.json');
  const parent = dirname(directory);
  const answer = existsSync(manifest)
    ? JSON.parse(readFileSync(manifest, 'utf8')).type === 'module'
    : parent !== directory && holdsEsModules(parent);
  esmDirectories.set(directory, answer);
  return answer;
}

/** A call of `import`, not the word in a string, a member name or a comment's `{import('x')}`. */
const LAZY_IMPORT = /(?<![\w$.'"`{])import\s*\((?!\.)/g;

/** What `import()` gives for a CommonJS module is its exports as `default`, with the named ones beside. */
const REQUIRE_LATER =
  '((id) => Promise.resolve().then(() => { const m = require(id); return m && m.__esModule ? m : { ...m, default: m }; }))(';

/** @returns {'typescript' | 'esm' | 'lazy-import' | 'as-is'} what has to happen to the file. */
function treatment(source, file) {
  if (/\.[cm]?tsx?$/.test(file)) return 'typescript';
  if (file.endsWith('.mjs')) return 'esm';
  if (file.endsWith('.js') && holdsEsModules(dirname(file))) return 'esm';
  return source.search(LAZY_IMPORT) >= 0 ? 'lazy-import' : 'as-is';
}

// `ignoreDynamic: false` is the one setting that differs from the build: there Node's own `import()` does the work.
const commonjs = { type: 'commonjs', ignoreDynamic: false };

function compileTypeScript(source, file) {
  const config = JSON.parse(swcrc);
  // Jest maps `@windrose/*` itself (moduleNameMapper), so swc need not rewrite the imports.
  const jsc = { ...config.jsc, baseUrl: undefined, paths: undefined };
  return swc.transformSync(source, { ...settings(file), jsc, module: commonjs, sourceMaps: 'inline' });
}

function compileEsModule(source, file) {
  const jsc = { target: 'es2022', parser: { syntax: 'ecmascript' }, keepClassNames: true };
  const { code } = swc.transformSync(source, { ...settings(file), isModule: true, jsc, module: commonjs });
  // An ES module may declare `__dirname` for itself. Jest passes that name as a parameter of the function it wraps
  // around a file, where a second declaration is an error; in a block of its own it isn't.
  return { code: `"use strict";{${code}\n}` };
}

function settings(file) {
  return { filename: file, swcrc: false, configFile: false, root };
}

/** The module type of a file is decided by its package.json, so that is part of the key. */
function getCacheKey(source, file, { configString, instrument }) {
  const hash = createHash('sha256');
  for (const part of [...versions, file, source, configString, String(instrument), treatment(source, file)]) {
    hash.update(part).update('\0');
  }
  return hash.digest('hex').slice(0, 32);
}

function processSource(source, file) {
  switch (treatment(source, file)) {
    case 'typescript':
      return compileTypeScript(source, file);
    case 'esm':
      return compileEsModule(source, file);
    case 'lazy-import':
      // Not compiled: swc would have to take the file for a module, which CommonJS in sloppy mode may not be.
      return { code: source.replace(LAZY_IMPORT, REQUIRE_LATER) };
    default:
      return { code: source };
  }
}

module.exports = { canInstrument: false, getCacheKey, process: processSource };

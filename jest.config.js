'use strict';

const { paths } = require('./tsconfig.json').compilerOptions;

/** `@windrose/x` → `libs/x/src/index.ts`, from the same table that tsc reads. */
const libs = Object.fromEntries(Object.entries(paths).map(([name, [file]]) => [`^${name}$`, `<rootDir>/${file}`]));

/**
 * One kind of test per file suffix, told apart by what a run costs.
 *
 * @param {'unit' | 'int' | 'e2e'} kind
 * @param {number} timeout of one test, in milliseconds
 */
function project(kind, timeout) {
  return {
    displayName: kind,
    rootDir: __dirname,
    roots: ['apps', 'libs', 'tools', 'test', 'bench'].map((folder) => `<rootDir>/${folder}`),
    testMatch: [`**/*.${kind}.spec.ts`],
    testEnvironment: 'node',
    testTimeout: timeout,
    moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
    moduleNameMapper: libs,
    transform: { '\\.(ts|js|mjs|cjs)$': '<rootDir>/test/jest/transform.js' },
    transformIgnorePatterns: [],
  };
}

module.exports = {
  // Two: real servers run beside the tests, and more workers only take the CPU from them.
  maxWorkers: 2,
  projects: [project('unit', 10_000), project('int', 60_000), project('e2e', 180_000)],
};

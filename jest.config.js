'use strict';

const { paths } = require('./tsconfig.json').compilerOptions;

/** `@windrose/x` → `libs/x/src/index.ts`, from the same table that tsc reads. */
const libs = Object.fromEntries(Object.entries(paths).map(([name, [file]]) => [`^${name}$`, `<rootDir>/${file}`]));

/**
 * One kind of test per file suffix, told apart by what a run costs.
 *
 * @param {'unit' | 'int' | 'e2e'} kind
 * @param {string[]} [setup] what runs in each test file before its tests
 */
function project(kind, setup = []) {
  return {
    displayName: kind,
    rootDir: __dirname,
    roots: ['apps', 'libs', 'tools', 'test', 'bench'].map((folder) => `<rootDir>/${folder}`),
    testMatch: [`**/*.${kind}.spec.ts`],
    testEnvironment: 'node',
    setupFilesAfterEnv: setup,
    moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
    moduleNameMapper: libs,
    transform: { '\\.(ts|js|mjs|cjs)$': '<rootDir>/test/jest/transform.js' },
    transformIgnorePatterns: [],
  };
}

module.exports = {
  // Two: real servers run beside the tests, and more workers only take the CPU from them.
  maxWorkers: 2,
  projects: [
    project('unit'),
    project('int', ['<rootDir>/test/jest/timeout-int.js']),
    project('e2e', ['<rootDir>/test/jest/timeout-e2e.js']),
  ],
};

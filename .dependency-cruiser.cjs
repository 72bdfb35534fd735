'use strict';

/** What only tests use. */
const SPEC = '\\.spec\\.ts$';
/** What several specs share, beside them. */
const FIXTURE = '\\.fixtures?\\.ts$';
/** The same, and whole folders of it. */
const FIXTURES = `(${FIXTURE}|/fixtures/)`;

/** Each lib with the libs that it may import: contracts ← platform ← event-log ← jetstream ← chassis. */
const LIBS = {
  contracts: [],
  platform: ['contracts'],
  'event-log': ['contracts', 'platform'],
  jetstream: ['contracts', 'platform', 'event-log'],
  chassis: ['contracts', 'platform', 'event-log', 'jetstream'],
  servers: ['platform'],
  testing: ['contracts', 'platform', 'event-log', 'servers'],
};

const libOrder = Object.entries(LIBS).map(([lib, below]) => ({
  name: `lib-order-${lib}`,
  comment: `libs/${lib} may import ${below.join(', ') || 'no other lib'}. Tests beside the code and their fixtures may use libs/testing too.`,
  severity: 'error',
  from: { path: `^libs/${lib}/`, pathNot: [SPEC, FIXTURE] },
  to: { path: '^libs/', pathNot: [lib, ...below].map((name) => `^libs/${name}/`) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A cycle has no order to read it in, and with decorator metadata it fails at load.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-app-to-app',
      comment: 'Services share events and requests, never code: each must be deployable alone.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'no-lib-to-app',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(apps|tools|bench|test)/' },
    },
    {
      name: 'no-program-to-app',
      comment:
        'Tools, benchmarks and tests across services meet an app as its users do: as a running process. ' +
        "Only the model of an order's life drives the apps' own code, on logs in memory.",
      severity: 'error',
      from: { path: '^(tools|bench|test)/', pathNot: '^test/model/' },
      to: { path: '^apps/' },
    },
    {
      name: 'no-app-to-program',
      severity: 'error',
      from: { path: '^apps/', pathNot: SPEC },
      to: { path: '^(tools|bench|test)/' },
    },
    {
      name: 'libs-through-index',
      comment: 'A lib may change everything behind its index.ts.',
      severity: 'error',
      from: { path: '^([^/]+/[^/]+)' },
      to: { path: '^libs/[^/]+/', pathNot: ['^$1/', '^libs/[^/]+/src/index\\.ts$'] },
    },
    ...libOrder,
    {
      name: 'domain-is-pure',
      comment: 'A decision that imports a framework, a driver or the clock can neither be read nor tested alone.',
      severity: 'error',
      from: { path: '^(apps/[^/]+/src/domain)/', pathNot: [SPEC, FIXTURE] },
      to: { pathNot: ['^$1/', '^libs/contracts/src/index\\.ts$'] },
    },
    {
      name: 'contracts-import-nothing',
      comment: 'The wire is plain types and names, usable from any program.',
      severity: 'error',
      from: { path: '^libs/contracts/', pathNot: SPEC },
      to: { pathNot: '^libs/contracts/' },
    },
    {
      name: 'event-log-knows-no-broker',
      comment: 'The log is PostgreSQL only: it must not need NATS or Nest to be written or read.',
      severity: 'error',
      from: { path: '^libs/event-log/', pathNot: SPEC },
      to: { path: '(^|node_modules/)(@nats-io|@nestjs|nats)/' },
    },
    {
      name: 'broker-in-one-place',
      comment: 'Protocol codes become named questions in libs/jetstream; nobody else interprets them.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['^libs/(jetstream|servers|testing)/', SPEC] },
      to: { path: '(^|node_modules/)(@nats-io|nats)/' },
    },
    {
      name: 'testing-only-in-tests',
      severity: 'error',
      from: { path: '^(apps|libs|tools)/', pathNot: ['^libs/testing/', SPEC, FIXTURES] },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'fixtures-only-in-tests',
      severity: 'error',
      from: { pathNot: [SPEC, FIXTURES, '^(libs/testing|test|bench)/', '/test/'] },
      to: { path: FIXTURES },
    },
    {
      name: 'no-spec-imported',
      severity: 'error',
      from: {},
      to: { path: SPEC },
    },
    {
      name: 'declared-packages-only',
      comment: 'A package that is there only because another one needs it may be gone tomorrow.',
      severity: 'error',
      from: { path: '^(apps|libs|tools|bench|test)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-dev-package-at-run-time',
      severity: 'error',
      from: { path: '^(apps|libs|tools)/', pathNot: ['^libs/testing/', SPEC] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Types count: who needs another's type depends on it as much as who calls it.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};

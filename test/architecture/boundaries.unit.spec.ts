import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/**
 * A rule that nothing can break protects nothing. Each one of `.dependency-cruiser.cjs` meets an import that violates
 * it, and must name it.
 */

const root = resolve(__dirname, '../..');
const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const folders = ['apps', 'libs', 'tools', 'bench', 'test'];

interface Violation {
  rule: { name: string };
  from: string;
  to: string;
}

/** Rule → the folder of the file that breaks it, and what that file must not import. */
const cases: Record<string, { in: string; file: string } | { in: string; package: string; member: string }> = {
  'no-circular': { in: 'apps/orders/src', file: 'apps/orders/src/way-back.ts' },
  'no-app-to-app': { in: 'apps/orders/src', file: 'apps/payments/src/payment.ts' },
  'no-lib-to-app': { in: 'libs/platform/src', file: 'apps/orders/src/order.ts' },
  'no-program-to-app': { in: 'bench', file: 'apps/orders/src/order.ts' },
  'no-app-to-program': { in: 'apps/orders/src', file: 'tools/launcher/home.ts' },
  'libs-through-index': { in: 'apps/orders/src', file: 'libs/platform/src/clock.ts' },
  'lib-order-contracts': { in: 'libs/contracts/src', file: 'libs/platform/src/index.ts' },
  'lib-order-platform': { in: 'libs/platform/src', file: 'libs/event-log/src/index.ts' },
  'lib-order-event-log': { in: 'libs/event-log/src', file: 'libs/jetstream/src/index.ts' },
  'lib-order-jetstream': { in: 'libs/jetstream/src', file: 'libs/chassis/src/index.ts' },
  'lib-order-chassis': { in: 'libs/chassis/src', file: 'libs/servers/src/index.ts' },
  'lib-order-servers': { in: 'libs/servers/src', file: 'libs/event-log/src/index.ts' },
  'lib-order-testing': { in: 'libs/testing/src', file: 'libs/chassis/src/index.ts' },
  'domain-is-pure': { in: 'apps/orders/src/domain', package: '@nestjs/common', member: 'Injectable' },
  'contracts-import-nothing': { in: 'libs/contracts/src', package: 'rxjs', member: 'Observable' },
  'event-log-knows-no-broker': { in: 'libs/event-log/src', package: '@nats-io/jetstream', member: 'jetstream' },
  'broker-in-one-place': { in: 'apps/orders/src', package: '@nats-io/jetstream', member: 'jetstream' },
  'testing-only-in-tests': { in: 'apps/orders/src', file: 'libs/testing/src/index.ts' },
  'fixtures-only-in-tests': { in: 'apps/orders/src', file: 'apps/orders/src/order.fixtures.ts' },
  'no-spec-imported': { in: 'apps/orders/src', file: 'apps/orders/src/order.unit.spec.ts' },
  'declared-packages-only': { in: 'apps/orders/src', package: 'acorn', member: 'parse' },
  'no-dev-package-at-run-time': { in: 'apps/orders/src', package: 'fast-check', member: 'assert' },
  resolvable: { in: 'apps/orders/src', package: './lost', member: 'lost' },
};

/** It looks at the whole tree in a process of its own; on a busy machine that takes a while. */
jest.setTimeout(60_000);

describe('the boundaries between modules', () => {
  describe('in a tree that breaks each rule once', () => {
    let violations: Violation[];

    beforeAll(() => {
      const files: Record<string, string> = {};
      for (const [rule, broken] of Object.entries(cases)) {
        const member = 'file' in broken ? 'thing' : broken.member;
        const source = 'file' in broken ? relativeImport(broken.in, broken.file) : broken.package;
        files[`${broken.in}/${rule}.ts`] = `import { ${member} } from '${source}';\nexport const used = ${member};`;
        if ('file' in broken) files[broken.file] ??= 'export const thing = 1;';
      }
      files['apps/orders/src/way-back.ts'] =
        "import { used } from './no-circular';\nexport const thing = (): unknown => used;";
      violations = cruise(files);
    });

    it.each(Object.entries(cases))('%s is reported', (rule, broken) => {
      const reported = violations.filter((violation) => violation.rule.name === rule);
      const from = `${broken.in}/${rule}.ts`;
      const to: unknown = expect.stringContaining('file' in broken ? broken.file : broken.package);
      expect(reported).toContainEqual(expect.objectContaining({ from, to }));
    });
  });

  it('covers every rule that is configured', () => {
    const read = `console.log(JSON.stringify(require('./.dependency-cruiser.cjs').forbidden.map((rule) => rule.name)))`;
    const configured: string[] = JSON.parse(
      execFileSync(process.execPath, ['-e', read], { cwd: root, encoding: 'utf8' }),
    );
    expect(Object.keys(cases).sort()).toEqual(configured.sort());
  });

  it('lets the permitted imports through', () => {
    const violations = cruise({
      'libs/contracts/src/index.ts': 'export const currency = "EUR";',
      'libs/platform/src/index.ts': "export { currency } from '@windrose/contracts';",
      'libs/event-log/src/index.ts': "export { Pool } from 'pg';\nexport { currency } from '@windrose/platform';",
      'libs/testing/src/index.ts': "export { Pool } from '@windrose/event-log';",
      'libs/event-log/src/append.int.spec.ts': "import { Pool } from '@windrose/testing';\nexport const pool = Pool;",
      'apps/orders/src/domain/money.ts':
        "import { currency } from '@windrose/contracts';\nexport const euro = currency;",
      'apps/orders/src/domain/order.ts': "import { euro } from './money';\nexport const price = euro;",
      'apps/orders/src/main.ts':
        "import { Module } from '@nestjs/common';\nimport { price } from './domain/order';\nexport { Module, price };",
      'test/journeys/place.e2e.spec.ts': "import { Pool } from '@windrose/testing';\nexport const pool = Pool;",
    });
    expect(violations).toEqual([]);
  });
});

/** Puts the files into a tree with the checkout's configuration and says what the rules find there. */
function cruise(files: Record<string, string>): Violation[] {
  const tree = mkdtempSync(join(tmpdir(), 'windrose-boundaries-'));
  try {
    for (const folder of folders) mkdirSync(join(tree, folder));
    for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs']) {
      cpSync(join(root, file), join(tree, file));
    }
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text);
    }
    const args = [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: tree, encoding: 'utf8' });
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout).summary.violations;
  } finally {
    rmSync(tree, { recursive: true });
  }
}

function relativeImport(folder: string, file: string): string {
  return `${'../'.repeat(folder.split('/').length)}${file.replace(/\.ts$/, '')}`;
}

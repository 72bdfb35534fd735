import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

/** The lint rules that hold what reviewers would otherwise have to: each must complain about its smallest violation. */

const root = resolve(__dirname, '../..');
/** Stand-ins: the texts below are linted as if they stood in these files. */
const production = 'libs/contracts/src/index.ts';
const spec = 'test/architecture/lint.unit.spec.ts';

const union = `type Step = { kind: 'placed' } | { kind: 'paid' };`;

const violations: Record<string, string> = {
  '@typescript-eslint/no-floating-promises': 'export function start(job: () => Promise<void>): void { job(); }',
  '@typescript-eslint/no-misused-promises':
    'export const all = (ids: string[]): void => ids.forEach(async (id) => { await save(id); });\ndeclare function save(id: string): Promise<void>;',
  '@typescript-eslint/return-await':
    'export async function read(load: () => Promise<string>): Promise<string> { try { return load(); } catch { return ""; } }',
  '@typescript-eslint/switch-exhaustiveness-check': `${union}\nexport function label(step: Step): string { switch (step.kind) { case 'placed': return 'p'; default: return 'other'; } }`,
  '@typescript-eslint/no-explicit-any': 'export const parse = (value: any): string => String(value);',
  '@typescript-eslint/no-unsafe-return': 'export const parse = (value: string): { id: string } => JSON.parse(value);',
  '@typescript-eslint/no-unused-vars':
    'export const first = (ids: string[], other: string): string | undefined => ids[0];',
  '@typescript-eslint/consistent-type-imports': "import { Money } from './money';\nexport type Price = Money;",
  '@typescript-eslint/prefer-readonly':
    'export class Till { private name = "till"; print(): string { return this.name; } }',
  '@typescript-eslint/only-throw-error': "export function fail(): never { throw 'no'; }",
  eqeqeq: 'export const same = (a: number, b: number): boolean => a == b;',
  'no-console': "export const say = (): void => { console.log('hello'); };",
  'no-restricted-syntax': 'export default class Till { readonly name = 1; }',
  'no-restricted-imports': "import { now } from '@windrose/platform/src/clock';\nexport const at = now;",
  'max-lines': `export const lines = 1;\n${'//\n'.repeat(300)}`,
};

const clean = `${union}
export function label(step: Step): string {
  switch (step.kind) {
    case 'placed':
      return 'placed';
    case 'paid':
      return 'paid';
    default: {
      const unknown: never = step;
      throw new Error(JSON.stringify(unknown));
    }
  }
}
export async function wait(job: () => Promise<void>): Promise<void> {
  await job();
}
`;

const anyInSpec = "export const first = JSON.parse('[1]')[0].id;";
const longSpec = `export const lines = 1;\n${'//\n'.repeat(300)}`;

/** ESLint reads the types of the project first. */
jest.setTimeout(60_000);

describe('the lint rules', () => {
  let reported: string[][];

  beforeAll(() => {
    const texts = [
      ...[...Object.values(violations), clean].map((code) => ({ path: production, code })),
      ...[anyInSpec, longSpec].map((code) => ({ path: spec, code })),
    ];
    const script = resolve(__dirname, 'lint-text.mjs');
    const input = JSON.stringify(texts);
    reported = JSON.parse(execFileSync(process.execPath, [script], { cwd: root, input, encoding: 'utf8' }));
  });

  it.each(Object.keys(violations).map((rule, index) => ({ rule, index })))('$rule complains', ({ rule, index }) => {
    expect(reported[index]).toContain(rule);
  });

  it('accept an exhaustive switch that ends in never, and an awaited promise', () => {
    expect(reported[Object.keys(violations).length]).toEqual([]);
  });

  it("spare tests the types of an answer's JSON and the length", () => {
    expect(reported.slice(-2)).toEqual([[], []]);
  });
});

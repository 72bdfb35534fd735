import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ACCESS, SERVICES, type Service } from '@windrose/contracts';

/**
 * The broker refuses what the catalogue of access doesn't name, and nobody needs a right that nothing uses: so it is
 * compared with the code. Patterns and subjects are literals there; the types see to that.
 */

const root = resolve(__dirname, '../..');

function codeOf(service: Service): string {
  const folder = join(root, 'apps', service, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.(spec|fixtures|testing)\.ts$|(^|\/)fixtures\//.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
}

/** What a pattern finds in its first group, each once. */
function allIn(code: string, pattern: RegExp): string[] {
  return [...new Set([...code.matchAll(pattern)].map(([, found]) => found!))].sort();
}

describe.each(SERVICES)('the access of %s', (service) => {
  const code = codeOf(service);
  const { consumes, calls, hears } = ACCESS[service];

  it('names the services whose events it handles', () => {
    const handlers = [...code.matchAll(/@EventPattern\(/g)];
    const literals = [...code.matchAll(/@EventPattern\(\s*'\w+\.\w+'/g)];
    expect(literals).toHaveLength(handlers.length);
    expect([...consumes].sort()).toEqual(allIn(code, /@EventPattern\(\s*'(\w+)\./g));
  });

  it('names the calls that it makes', () => {
    const subjects = allIn(code, /'(rpc\.v1\.[\w.-]+)'/g).filter(
      (subject) => !subject.startsWith(`rpc.v1.${service}.`),
    );
    const isCovered = (subject: string): boolean =>
      calls.some((call) => call === subject || (call.endsWith('.*') && subject.startsWith(call.slice(0, -1))));
    const isUsed = (call: string): boolean => subjects.some((subject) => subject.startsWith(call.replace(/\*$/, '')));
    expect(subjects.filter((subject) => !isCovered(subject))).toEqual([]);
    expect(calls.filter((call) => !isUsed(call))).toEqual([]);
  });

  it('names the services that it listens to beside', () => {
    expect([...hears].sort()).toEqual(allIn(code, /eventSubjects(?:Of|About)\('(\w+)'/g));
  });
});

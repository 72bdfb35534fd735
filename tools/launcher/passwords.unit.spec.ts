import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '@windrose/testing';
import { passwordsIn } from './passwords';

describe('the passwords of a home', () => {
  const directory = temporaryDirectory();
  const file = join(directory.path, 'keys', 'passwords.json');
  afterAll(() => directory.remove());

  it('are made once, all different, and readable for nobody else', () => {
    const made = passwordsIn(directory.path);
    const all = Object.values(made).flatMap((part) => Object.values(part));
    expect(new Set(all).size).toBe(all.length);
    expect(passwordsIn(directory.path)).toEqual(made);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('are completed where one is missing', () => {
    const { broker, ...others } = passwordsIn(directory.path);
    const { orders, ...rest } = broker;
    writeFileSync(file, JSON.stringify({ broker: rest, ...others }));
    const completed = passwordsIn(directory.path);
    expect(completed.broker).toMatchObject(rest);
    expect(completed.broker.orders).not.toBe(orders);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(completed);
  });

  it('are not replaced where the file makes no sense', () => {
    writeFileSync(file, '{');
    expect(() => passwordsIn(directory.path)).toThrow(/passwords\.json can't be read/);
  });
});

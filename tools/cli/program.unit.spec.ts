import { freePort } from '@windrose/servers';
import { temporaryDirectory } from '@windrose/testing';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cli, writeRunFile } from './cli.fixtures';

interface JsonError {
  error: { code: string; message: string };
}

const errorOf = (err: string): JsonError['error'] => (JSON.parse(err) as JsonError).error;

describe('windrose', () => {
  const directory = temporaryDirectory();
  const home = join(directory.path, 'home');
  afterAll(() => directory.remove());

  it('prints help with success', async () => {
    const { exitCode, out, err } = await cli(['--help'], { width: 80 });
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    for (const command of ['status', 'order', 'log', 'mirror', 'parked', 'replay', 'doctor'])
      expect(out).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it.each([
    [['logs'], "unknown command 'logs' (Did you mean log?)"],
    [['order'], 'a command is missing'],
    [['mirror'], 'a command is missing'],
    [['parked'], 'a command is missing'],
    [['parked', 'redrive'], 'name what to redrive, or say --all'],
    [['parked', 'redrive', 'x', '--all'], 'name what to redrive, or say --all'],
    [['parked', 'discard', 'x'], "required option '--reason <text>' not specified"],
    [
      ['parked', 'discard', 'x', '--reason', 'y', '--event', 'orders'],
      "option '--event <source/position>' argument 'orders' is invalid",
    ],
    [['log'], "missing required argument 'service'"],
    [['log', 'nobody'], "'nobody' is invalid for argument 'service'. It must be one of edge, orders"],
    [
      ['log', 'orders', '--from', '0'],
      "option '--from <position>' argument '0' is invalid. It must be a whole number from 1.",
    ],
    [['log', 'orders', '--from', '5', '--to', '4'], '--from 5 is behind --to 4'],
    [['log', 'orders', '--since', 'soon'], "option '--since <time>' argument 'soon' is invalid"],
    [['log', 'orders', '--form', '5'], "unknown option '--form' (Did you mean --from?)"],
    [['order', 'get', '42'], "'42' is invalid for argument 'id'. It must be the id of an order"],
    [['order', 'place', 'tea:0'], 'SKU:QUANTITY'],
    [['order', 'list', '--status', 'lost'], 'Allowed choices are pending, confirmed'],
    [['status', '--url', 'nowhere'], "option '--url <address>' argument 'nowhere' is invalid"],
    [['replay', 'orders'], 'SERVICE/PROJECTION'],
    [
      ['replay', 'orders/order_list', '--verify', '--dry-run'],
      "option '--verify' cannot be used with option '--dry-run'",
    ],
  ])('%j is wrong usage, told in one line', async (argv, message) => {
    const plain = await cli(argv);
    expect(plain).toMatchObject({ exitCode: 2, out: '' });
    expect(plain.err).toMatch(/^windrose: [^\n]+\n$/m);
    expect(plain.err).toContain(message);
    const json = await cli(['--json', ...argv]);
    expect(json).toMatchObject({ exitCode: 2, out: '' });
    expect(errorOf(json.err)).toMatchObject({ code: 'usage' });
    expect(errorOf(json.err).message).toContain(message);
  });

  it('says where it looked for a running system and what to do', async () => {
    for (const argv of [
      ['status'],
      ['order', 'list'],
      ['log', 'orders'],
      ['mirror', 'verify'],
      ['replay', 'orders/x'],
    ]) {
      const { exitCode, err } = await cli([...argv, '--home', home]);
      expect(exitCode).toBe(1);
      expect(err).toMatch(/^windrose: no running system: [^\n]+\n$/);
      expect(err).toContain(join(home, 'run.json'));
      expect(err).toContain('npm start');
    }
  });

  it('says that a server does not answer, and that its launcher has gone', async () => {
    const crashed = join(directory.path, 'crashed');
    const edge = `http://127.0.0.1:${await freePort()}`;
    writeRunFile(crashed, { launcher: 2 ** 22 + 1, edge });
    for (const argv of [
      ['order', 'place', 'tea', '--token', 't'],
      ['log', 'orders'],
      ['replay', 'orders/x'],
    ]) {
      const { exitCode, err } = await cli([...argv, '--home', crashed, '--json']);
      expect(exitCode).toBe(1);
      expect(errorOf(err).message).toMatch(/ECONNREFUSED.*the launcher 4194305 of .* has gone: npm start/);
    }
  });

  it('says that run.json is not one', async () => {
    const odd = join(directory.path, 'odd');
    writeRunFile(odd, {});
    for (const content of ['{', '[]', 'null', '{"edge":"http://x"}']) {
      writeFileSync(join(odd, 'run.json'), content);
      const { exitCode, err } = await cli(['status', '--home', odd, '--json']);
      expect(exitCode).toBe(1);
      expect(errorOf(err)).toMatchObject({ code: 'bad_run_file' });
    }
  });
});

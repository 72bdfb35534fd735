import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory, type TemporaryDirectory } from '@windrose/testing';
import { LedgerFile, type Place } from './ledger-file';
import type { LedgerRecord } from './record';

describe('the ledger file', () => {
  let directory: TemporaryDirectory;
  let path: string;

  beforeEach(() => {
    directory = temporaryDirectory();
    path = join(directory.path, 'ledger.jsonl');
  });

  afterEach(() => directory.remove());

  it.each([true, false])('gives back what was appended, in order and by place (fsync: %s)', async (fsync) => {
    const { file } = await opened(fsync);
    const appended = Array.from({ length: 1_000 }, (_, n) => ({ ...file.append(record(`ö-${n}`)), n }));
    await Promise.all(appended.map(({ written }) => written));
    expect(await file.read(appended[500]!.place)).toEqual(record('ö-500'));
    await file.close();

    const again = await opened(fsync);
    expect(again.records).toEqual(appended.map(({ n }) => record(`ö-${n}`)));
    expect(again.places).toEqual(appended.map(({ place }) => place));
    expect(await again.file.read(again.places[999]!)).toEqual(record('ö-999'));
    await again.file.close();
  });

  it('has a record in the file when it says so', async () => {
    const { file } = await opened();
    for (let n = 0; n < 50; n++) {
      await file.append(record(`${n}`)).written;
      expect(readFileSync(path, 'utf8').split('\n').length - 1).toBe(n + 1);
    }
    await file.close();
  });

  it('lets a reader wait for what is still on its way', async () => {
    const { file } = await opened();
    const { place } = file.append(record('1'));
    expect(await file.read(place)).toEqual(record('1'));
    file.append(record('2'));
    const seen: LedgerRecord[] = [];
    for await (const each of file.records()) seen.push(each);
    expect(seen).toEqual([record('1'), record('2')]);
    await file.close();
  });

  it.each(['{"kind":"unav', 'x'.repeat(3 << 20)])(
    'cuts off a torn last line (%#) and goes on after it',
    async (torn) => {
      const before = await opened();
      await before.file.append(record('1')).written;
      await before.file.close();
      appendFileSync(path, torn);

      const after = await opened();
      expect(after.records).toEqual([record('1')]);
      const { place, written } = after.file.append(record('2'));
      await written;
      expect(await after.file.read(place)).toEqual(record('2'));
      await after.file.close();
      expect((await reopenedAndClosed()).records).toEqual([record('1'), record('2')]);
    },
  );

  it('reads lines that cross the chunks it reads in', async () => {
    const long = ['a'.repeat(700_000), 'b'.repeat(700_000), 'c'.repeat(2_500_000), 'd'].map(record);
    writeFileSync(path, long.map((each) => `${JSON.stringify(each)}\n`).join(''));
    const { file, records, places } = await opened();
    expect(records).toEqual(long);
    expect(await file.read(places[2]!)).toEqual(long[2]);
    await file.close();
  });

  it('refuses a file that is damaged in the middle, and says where', async () => {
    writeFileSync(path, `${JSON.stringify(record('1'))}\nnot json\n${JSON.stringify(record('2'))}\n`);
    await expect(opened()).rejects.toThrow(/ledger\.jsonl is damaged at byte \d+/);
  });

  it('says nothing is written once a write has failed, and tells its owner once', async () => {
    const failures: unknown[] = [];
    const file = await LedgerFile.open({
      path: '/dev/full',
      fsync: false,
      onRecord: fail,
      onFailure: (e) => failures.push(e),
    });
    const first = file.append(record('1')).written;
    const second = file.append(record('2')).written;
    await expect(first).rejects.toThrow('ENOSPC');
    await expect(second).rejects.toThrow('ENOSPC');
    await expect(file.append(record('3')).written).rejects.toThrow('ENOSPC');
    await expect(file.settled()).rejects.toThrow('ENOSPC');
    expect(failures).toHaveLength(1);
    await file.close();
  });

  async function opened(fsync = false): Promise<{ file: LedgerFile; records: LedgerRecord[]; places: Place[] }> {
    const records: LedgerRecord[] = [];
    const places: Place[] = [];
    const onRecord = (each: LedgerRecord, place: Place): void => {
      records.push(each);
      places.push(place);
    };
    const file = await LedgerFile.open({ path, fsync, onRecord, onFailure: fail });
    return { file, records, places };
  }

  async function reopenedAndClosed(): Promise<{ records: LedgerRecord[] }> {
    const { file, records } = await opened();
    await file.close();
    return { records };
  }
});

function record(reference: string): LedgerRecord {
  return { kind: 'unavailable', reference };
}

function fail(what: unknown): never {
  throw new Error(`unexpected: ${JSON.stringify(what)}`);
}

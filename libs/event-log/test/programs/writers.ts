import { EventLog, type Conflict, type Unit } from '../../src';
import { encodeCall, appendCallSql } from '../../src/append/encode-call';
import { encodeUnit } from '../../src/append/encode-unit';
import { META } from '../meta';

export interface WritersOptions {
  readonly databaseUrl: string;
  /** Tells the processes apart. */
  readonly name: string;
  readonly writers: number;
  /** Of each writer. */
  readonly appends: number;
  /** Streams that all writers share. */
  readonly streams: number;
}

export interface WritersResult {
  /** Events of units that were answered `appended`. */
  readonly events: number;
  readonly conflicts: number;
  readonly rollbacks: number;
  readonly calls: number;
}

type Random = () => number;

/** Many writers on few streams: some expect versions, some don't; some write groups that must fail, some roll back. */
class Writers {
  private events = 0;
  private conflicts = 0;
  private rollbacks = 0;
  private readonly commits = new Set<number>();

  constructor(
    private readonly log: EventLog,
    private readonly options: WritersOptions,
  ) {}

  async run(): Promise<WritersResult> {
    this.log.onAppended((head) => this.commits.add(head));
    await Promise.all(
      Array.from({ length: this.options.writers }, (_, i) => this.write(seeded(i + this.options.name.charCodeAt(0)))),
    );
    const { events, conflicts, rollbacks } = this;
    return { events, conflicts, rollbacks, calls: this.commits.size };
  }

  private async write(random: Random): Promise<void> {
    for (let i = 0; i < this.options.appends; i++) {
      const kind = Math.floor(random() * 10);
      if (kind < 4) await this.count(this.unit(random));
      else if (kind < 7) await this.decided(random);
      else if (kind < 9) await this.group(random);
      else await this.rollBack(random);
    }
  }

  private unit(random: Random, more: Partial<Unit> = {}): Unit {
    const id = `hot-${Math.floor(random() * this.options.streams)}`;
    const events = Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({
      type: 'StepTaken',
      data: { by: this.options.name },
    }));
    return { stream: { id, key: id }, events, meta: META, ...more };
  }

  private async count(unit: Unit): Promise<boolean> {
    const outcome = await this.log.append(unit);
    if (outcome.status === 'appended') this.events += unit.events?.length ?? 0;
    else this.conflicts++;
    return outcome.status === 'appended';
  }

  /** Reads a version, decides, and begins again when somebody else was faster. */
  private async decided(random: Random): Promise<void> {
    const unit = this.unit(random);
    const reading = { initialState: null, evolve: () => null };
    for (;;) {
      const { version } = await this.log.load(reading, unit.stream?.id ?? '');
      if (await this.count({ ...unit, expectedVersion: version })) return;
    }
  }

  /** Every second group holds a unit that can't succeed. */
  private async group(random: Random): Promise<void> {
    const units = [this.unit(random), this.unit(random), this.unit(random)];
    const fails = random() < 0.5;
    if (fails) units[1] = this.unit(random, { expectedVersion: 1_000_000 });
    const outcome = await this.log.appendGroup(units);
    if ((outcome.status === 'appended') === fails)
      throw new Error(`a group that ${fails ? 'must' : 'must not'} fail: ${outcome.status}`);
    if (outcome.status === 'appended') for (const { events } of units) this.events += events?.length ?? 0;
    else this.blame(outcome);
  }

  private blame(conflict: Conflict): void {
    if (conflict.reason !== 'version') throw new Error(`a conflict about ${conflict.reason}`);
    this.conflicts++;
  }

  /** A whole call that comes to nothing after it has taken its positions. */
  private async rollBack(random: Random): Promise<void> {
    const { values } = encodeCall([{ units: [encodeUnit(this.unit(random))], cursors: [] }], this.log.partitions);
    const client = await this.log.pool.connect();
    try {
      await client.query('begin');
      await client.query(appendCallSql(this.log.schema), values);
      await client.query('rollback');
      this.rollbacks++;
    } finally {
      client.release();
    }
  }
}

/** Numbers that look random, the same in every run. */
function seeded(seed: number): Random {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? '') as WritersOptions;
  const log = await EventLog.open({ service: 'orders', databaseUrl: options.databaseUrl, partitions: 16 });
  log.allowAppends();
  const result = await new Writers(log, options).run();
  await log.close();
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

void main();

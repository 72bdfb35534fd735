import { messageOf } from '@windrose/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import { auditCursors } from './cursor-audit';
import { Explanations } from './explanations';
import { proxiesFor } from './faults/proxies-for';
import { judge, type Judged } from './invariants/all';
import { Customers } from './load/customers';
import { OrderBook } from './load/order-book';
import { openShop, pathsOf, type Shop } from './load/shop';
import { Wishes } from './load/wish';
import { MUTATIONS } from './mutations/all';
import type { Mutation } from './mutations/mutation';
import type { CampaignOptions } from './options';
import { untilQuiet } from './quiet';
import type { Report } from './report/report';
import type { Stage } from './report/stage';
import { concerns } from './schedule/planned-fault';
import { Random } from './schedule/random';
import { repeated, scheduleOf, type ScheduledFault } from './schedule/schedule';
import { storm, type Happened } from './storm';
import { withDatabase } from './system/database';
import { Edges } from './system/edges';
import { System } from './system/system';
import { Watch } from './watch';

/** The end of the load has no faults: what is ordered then must come to a good end. At least so long, in milliseconds. */
const CALM_MS = 12_000;
/** So much of the whole time. */
const CALM_SHARE = 0.12;
/** How long things may take at the end, in milliseconds. */
interface Patience {
  /** Recovering from the last fault. */
  readonly readyMs: number;
  /** Answering everybody. */
  readonly answerMs: number;
  /** Ending all that was begun: retries wait up to ten seconds, forgetful customers' orders until they expire. */
  readonly quietMs: number;
}

/** For a machine that is slow and busy: a quick one needs little of it. */
const PATIENT: Patience = { readyMs: 180_000, answerMs: 90_000, quietMs: 420_000 };
/** What has lost a piece may never come to its end. */
const IMPATIENT: Patience = { readyMs: 30_000, answerMs: 20_000, quietMs: 100_000 };
const ONE_IN_ASKED_AGAIN = 10;
/**
 * Quick, so that whole lives of orders fall into the time of the faults, those of forgetful customers too. But an order
 * that waits for a start of everything on a slow machine must not expire by that.
 */
const SETTINGS = { CARRIER_DELAY_MS: '100', RESERVATION_TTL_MS: '90000', PAYMENT_TIMEOUT_MS: '90000' };
const CLUSTER = { NATS_NODES: '3' };

/** Runs a campaign against a system of its own in the home. @throws when the system can't be started at all */
export async function campaign(options: CampaignOptions, stage: Stage): Promise<Report> {
  const { home, port, instances } = options;
  const mutation: Mutation | null = options.mutation && MUTATIONS[options.mutation];
  const prepared = await mutation?.prepare?.(home);
  const settings = { ...SETTINGS, ...(options.cluster ? CLUSTER : {}), ...prepared?.settings };
  const system = new System({ home, port, instances, settings });
  let endMutation = (): Promise<void> => Promise.resolve();
  try {
    stage.enter('starting');
    await system.start();
    const shop = await openShop(system.run.edge);
    const schedule = planned(options, system);
    const places = proxiesFor(
      schedule.map(({ fault }) => fault),
      mutation?.places,
    );
    if (places.length > 0) {
      stage.enter('starting once more, behind proxies');
      await system.startBehindProxies(places);
    }
    await withDatabase(system.run.databaseUrl, auditCursors);
    endMutation = (await mutation?.apply?.(system)) ?? endMutation;
    const report = await new Campaign(options, system, shop, stage).run(schedule);
    stage.enter('stopping');
    const unstopped = await system.stop().then(
      () => [],
      (error: unknown) => [messageOf(error)],
    );
    return { ...report, stuck: [...report.stuck, ...unstopped] };
  } finally {
    await endMutation();
    await system.end();
    await prepared?.close();
  }
}

function planned({ seed, minutes, kinds, mutation }: CampaignOptions, system: System): ScheduledFault[] {
  const lengthMs = minutes * 60_000 - calmMsOf(minutes);
  if (mutation !== null) return repeated(MUTATIONS[mutation].faults, lengthMs);
  return scheduleOf({ seed, lengthMs, processes: Object.keys(system.run.processes), kinds });
}

function calmMsOf(minutes: number): number {
  return Math.max(CALM_MS, minutes * 60_000 * CALM_SHARE);
}

/** One load with its faults, and what is to be said about it. */
class Campaign {
  private readonly book = new OrderBook();
  private readonly explanations = new Explanations();
  private readonly random: Random;
  private readonly watch: Watch;
  private readonly mutation: Mutation | null;
  private readonly patience: Patience;

  constructor(
    private readonly options: CampaignOptions,
    private readonly system: System,
    private readonly shop: Shop,
    private readonly stage: Stage,
  ) {
    this.random = new Random(options.seed).fork();
    this.watch = new Watch(system);
    this.mutation = options.mutation && MUTATIONS[options.mutation];
    this.patience = this.mutation === null ? PATIENT : IMPATIENT;
  }

  async run(schedule: readonly ScheduledFault[]): Promise<Report> {
    const { options, book, watch } = this;
    const customers = await this.customers();
    const beganAt = Date.now();
    watch.start();
    customers.start();
    const { faults, calmSince, notReady } = await this.storm(schedule);
    await this.calm();
    await customers.stop(this.patience.answerMs);
    const loadEndedAt = Date.now();
    const restless = await untilQuiet(this.system, book, this.patience.quietMs, (what) =>
      this.stage.enter(`waiting: ${what}`),
    );
    await watch.stop();
    return {
      options,
      beganAt,
      loadEndedAt,
      faults: faults.map((happened) => ({ ...happened, recoveredMs: this.recoveryFrom(happened) })),
      book,
      stuck: [...faults.map(({ violation }) => violation), notReady, restless].filter((problem) => problem !== null),
      invariants: await this.judged(calmSince),
    };
  }

  private async customers(): Promise<Customers> {
    const { random, book, system, options } = this;
    const paths = await pathsOf(system.run.edge);
    return new Customers({
      token: this.shop.customerToken,
      wishes: new Wishes(random.fork()),
      book,
      random: random.fork(),
      edges: new Edges(system),
      perSecond: options.perSecond,
      pace: this.mutation?.pace,
      cancels: paths.has('/v1/orders/{id}/cancel'),
    });
  }

  private async storm(schedule: readonly ScheduledFault[]) {
    const { system, explanations, stage, book, options } = this;
    stage.load(book, Date.now() + options.minutes * 60_000);
    const scene = { system, random: this.random.fork(), explanations };
    const faults = await storm(schedule, scene, (text) => stage.fault(text));
    stage.enter('waiting until everything is ready');
    const notReady = await this.watch.untilReady(this.patience.readyMs).then(() => null, messageOf);
    return { faults, notReady, calmSince: Date.now() };
  }

  private async calm(): Promise<void> {
    const ms = calmMsOf(this.options.minutes);
    this.stage.load(this.book, Date.now() + ms);
    await sleep(ms);
  }

  private async judged(calmSince: number): Promise<Judged[]> {
    const { system, book, explanations, shop, stage } = this;
    const sample = book.acknowledged.filter((_, n) => n % ONE_IN_ASKED_AGAIN === 0);
    try {
      return await withDatabase(system.run.databaseUrl, (database) =>
        judge({ system, database, book, explanations, sample, calmSince, ...shop }, (name) =>
          stage.enter(`checking: ${name}`),
        ),
      );
    } catch (error) {
      return [{ name: 'there is a system that can be checked', checked: 0, violations: [messageOf(error)] }];
    }
  }

  private recoveryFrom({ scheduled, endedAt }: Happened): number | null {
    return this.watch.recoveredAfter(endedAt, (process) => concerns(scheduled.fault, process));
  }
}

import { RepairSystem, startServers, stopServers, type Servers } from '../../test/repair-system.fixture';
import { verifyMirror } from './verify';

jest.setTimeout(300_000);

describe('verifyMirror', () => {
  let servers: Servers;
  let system: RepairSystem;

  beforeAll(async () => {
    servers = await startServers();
    system = await RepairSystem.start(servers);
    const relay = system.startRelay({ deleteGuard: false });
    await system.append(255, 'a');
    await system.mirrored(510);
    await relay.stop();
  });

  afterAll(async () => {
    await system.stop();
    await stopServers(servers);
  });

  it('finds messages that were deleted from the middle, at the edge of what is read at once, and at the end', async () => {
    for (const sequence of [5, 501, 510]) await system.manager.streams.deleteMessage('ORDERS', sequence);
    expect(await verifyMirror(system.log, system.broker, { patienceMs: 0 })).toMatchObject({
      ...{ events: 507, missing: 3, differing: 0, extra: 0 },
      findings: [5, 501, 510].map((position) => ({ kind: 'missing', from: position, to: position })),
    });
  });

  it('finds an event that the log itself has lost', async () => {
    await system.sql(`alter table orders.events disable trigger append_only; delete from orders.events where position = 7;
      alter table orders.events enable always trigger append_only`);
    await system.reopen();
    const report = await verifyMirror(system.log, system.broker, { patienceMs: 0 });
    expect(report.findings).toContainEqual({ kind: 'extra', from: 7, to: 7 });
  });
});

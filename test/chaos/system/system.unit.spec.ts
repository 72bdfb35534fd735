import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '@windrose/testing';
import { System } from './system';

describe("the campaign's system", () => {
  it('waits for a process until run.json is there again and names it', async () => {
    const home = temporaryDirectory();
    const system = new System({ home: home.path, port: 1, instances: 1 });
    const write = (processes: object): void =>
      writeFileSync(join(home.path, 'run.json'), JSON.stringify({ launcher: 1, processes }));
    try {
      const listed = system.untilListed('orders').then(() => Object.keys(system.run.processes));
      // A launcher that is starting writes it when its servers run, and again for each app.
      setTimeout(() => write({ nats: { pid: 1 } }), 50);
      setTimeout(() => write({ nats: { pid: 1 }, orders: { pid: 2 } }), 300);
      expect(await listed).toEqual(['nats', 'orders']);
    } finally {
      home.remove();
    }
  });
});

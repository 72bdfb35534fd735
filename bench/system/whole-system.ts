import type { Figure } from '../figure';
import { echo } from './echo';
import { latency, saturation, warmUp } from './orders';
import { usageByProcess } from './processor-time';
import { Shop } from './shop';
import { System } from './system';

export interface WholeSystemOptions {
  /** Seconds of load at each rate. */
  readonly seconds: number;
}

/** (e), (f), (g): everything on one machine, started as its users start it. */
export async function wholeSystem({ seconds }: WholeSystemOptions): Promise<Figure[]> {
  const first = await System.start();
  const home = await first.stop();
  const system = await System.start(home);
  try {
    const memory = [...usageByProcess(system.run).values()].reduce(
      (total, { residentBytes }) => total + residentBytes,
      0,
    );
    const shop = await Shop.open(system.run.edge);
    await warmUp(system, shop);
    const figures = [
      ...(await latency(system, shop, 100, seconds)),
      ...(await latency(system, shop, 300, seconds)),
      ...(await saturation(system, shop, seconds)),
    ];
    await shop.close();
    return [
      ...figures,
      ...(await echo(seconds)),
      { benchmark: 'g first start to ready', value: first.secondsToReady, unit: 's' },
      { benchmark: 'g second start to ready', value: system.secondsToReady, unit: 's' },
      { benchmark: 'g memory of all processes', value: memory / 1024 / 1024, unit: 'MiB' },
    ];
  } finally {
    await system.remove();
  }
}

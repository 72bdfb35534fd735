import { windrose } from '../system/cli';
import type { Invariant } from './invariant';

interface Verified {
  readonly rows: number;
  readonly differences: readonly unknown[];
}

export const projectionsFold: Invariant = {
  name: 'every row of every projection is the fold of its log',
  async check({ system }) {
    const { projections } = await windrose<Status>(system.home, 'status');
    let checked = 0;
    const violations: string[] = [];
    for (const { service, name } of projections) {
      const { rows, differences } = await windrose<Verified>(system.home, 'replay', `${service}/${name}`, '--verify');
      checked += rows;
      violations.push(...differences.map((difference) => `${service}/${name}: ${JSON.stringify(difference)}`));
    }
    return { checked, violations };
  },
};

export const nothingParked: Invariant = {
  name: 'nothing is parked, and no job is a dead letter',
  async check({ system }) {
    const { parked } = await windrose<Status>(system.home, 'status');
    return { checked: 1, violations: parked.map((one) => JSON.stringify(one)) };
  },
};

interface Status {
  readonly projections: readonly { readonly service: string; readonly name: string }[];
  readonly parked: readonly unknown[];
}

import type { Invariant } from './invariant';

const ENDED = /^(\S+) ended \(/;
/** It kills a server of the broker when its directory isn't the one that it was started on. */
const BROKER_KILLED = / was deleted or replaced: (\S+) is killed/;

/** The launcher says so whenever a process has ended and is started again. */
export const nobodyDiedAlone: Invariant = {
  name: 'no process ended that was not ended by a fault',
  async check({ system, explanations }) {
    const ended = new Map<string, string[]>();
    const explained = new Map(explanations.ended);
    for (const line of system.output.split('\n')) {
      const name = ENDED.exec(line)?.[1];
      if (name !== undefined) ended.set(name, [...(ended.get(name) ?? []), line]);
      const killed = BROKER_KILLED.exec(line)?.[1];
      if (killed !== undefined) explained.set(killed, (explained.get(killed) ?? 0) + 1);
    }
    const violations = [...ended].flatMap(([name, lines]) => {
      const ours = explained.get(name) ?? 0;
      return lines.length > ours
        ? [`${name} ended ${lines.length} times, ${ours} of them because of faults: ${lines.join('; ')}`]
        : [];
    });
    return { checked: [...ended.values()].flat().length, violations };
  },
};

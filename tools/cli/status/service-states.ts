import { messageOf } from '@windrose/platform';
import { isRunning } from '@windrose/servers';
import type { System } from '../find-system';
import type { RunningProcess } from '../run-file';

export interface ServiceState {
  readonly name: string;
  readonly pid: number | null;
  /**
   * `running`: a server that can't be asked more than that. `unreachable`: the process is there but doesn't answer.
   * `gone`: it has ended and hasn't been started again yet.
   */
  readonly state: 'ready' | 'not ready' | 'running' | 'unreachable' | 'gone';
  /** Where it serves people or programs outside, for edges. */
  readonly url: string | null;
  readonly adminUrl: string | null;
  /** What keeps it from being ready. */
  readonly problems: readonly string[];
}

/** Longer than the checks themselves may take. */
const ANSWER_MS = 3_000;

/** Asks every process of `run.json` how it is. Without one, only the edge that `--url` names, if any. */
export async function serviceStates(system: System): Promise<ServiceState[]> {
  if (system.run === null) {
    const { url } = system;
    return url === undefined ? [] : [await stateOf('edge', { pid: null, adminUrl: url, url })];
  }
  return Promise.all(Object.entries(system.run.processes).map(([name, process]) => stateOf(name, process)));
}

type Reachable = Omit<RunningProcess, 'pid'> & { readonly pid: number | null };

async function stateOf(name: string, { pid, adminUrl, url }: Reachable): Promise<ServiceState> {
  const known = { name, pid, url: url ?? null, adminUrl };
  const isThere = pid === null || isRunning(pid);
  if (!isThere) return { ...known, state: 'gone', problems: [`process ${pid} has ended`] };
  if (adminUrl === null) return { ...known, state: 'running', problems: [] };
  try {
    const response = await fetch(`${adminUrl}/readyz`, { signal: AbortSignal.timeout(ANSWER_MS) });
    return { ...known, state: response.ok ? 'ready' : 'not ready', problems: problemsIn(await response.text()) };
  } catch (error) {
    return { ...known, state: 'unreachable', problems: [reasonOf(error)] };
  }
}

/** The checks that failed. A server that has none to name says it with its status alone. */
function problemsIn(answer: string): string[] {
  try {
    const { checks = {} } = JSON.parse(answer) as { checks?: Record<string, string> };
    return Object.entries(checks)
      .filter(([, outcome]) => outcome !== 'ok')
      .map(([check, outcome]) => `${check}: ${outcome}`);
  } catch {
    return [];
  }
}

function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return `no answer within ${ANSWER_MS / 1_000} s`;
  return cause === undefined ? message : messageOf(cause);
}

import type { RunFile, RunProcess } from '@windrose/testing';

const TIMEOUT_MS = 1_500;

export async function isReady({ adminUrl }: RunProcess): Promise<boolean> {
  if (adminUrl === null) return true;
  try {
    const response = await fetch(`${adminUrl}/readyz`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

/** The names of the processes that are not ready. Servers that can't be asked are what the others' readiness is about. */
export async function unready({ processes }: RunFile): Promise<string[]> {
  const all = Object.entries(processes);
  const ready = await Promise.all(all.map(([, process]) => isReady(process)));
  return all.filter((_, i) => !ready[i]).map(([name]) => name);
}

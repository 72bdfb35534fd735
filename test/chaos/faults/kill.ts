import type { Inject } from './fault';

export const kill: Inject<'kill'> = async ({ process }, { system, explanations }) => {
  // Counted first: the launcher may say that it ended before we get here again.
  explanations.weEnded(process);
  return system.signal(process, 'SIGKILL') === undefined ? 'it was not running' : undefined;
};

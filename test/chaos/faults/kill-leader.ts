import { streamNameOf } from '@windrose/contracts';
import { readNatsInfo } from '@windrose/servers';
import type { RunFile } from '@windrose/testing';
import { withBroker } from '../system/broker';
import { brokerNodes } from '../system/broker-nodes';
import type { Inject } from './fault';

/** The server that takes a stream's messages: another has to be elected, which doesn't know what the first had begun. */
export const killLeader: Inject<'kill-leader'> = async ({ service }, { system, explanations }) => {
  const stream = streamNameOf(service);
  const leader = await leaderOf(system.run, stream);
  if (leader === undefined) return `${stream} has no leader`;
  explanations.weEnded(leader);
  return system.signal(leader, 'SIGKILL') === undefined ? `${leader} was not running` : leader;
};

/** The name of its process. */
async function leaderOf(run: RunFile, stream: string): Promise<string | undefined> {
  const leader = await withBroker(run, async ({ streams }) => (await streams.streams.info(stream)).cluster?.leader);
  for (const { name, address } of brokerNodes(run)) {
    if (leader !== undefined && (await readNatsInfo(address.port, address.host))?.server_name === leader) return name;
  }
  return undefined;
}

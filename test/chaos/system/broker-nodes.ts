import { connect } from 'node:net';
import type { RunFile } from '@windrose/testing';
import type { Random } from '../schedule/random';
import type { Address } from './proxy';

/** One server of the broker. */
export interface BrokerNode {
  /** Of its process in `run.json`. */
  readonly name: string;
  readonly address: Address;
  /** JetStream's store. */
  readonly directory: string;
}

const KNOCK_MS = 500;

export function brokerNodes({ natsNodes }: RunFile): BrokerNode[] {
  return natsNodes.map(({ url, directory }, i) => {
    const { hostname, port } = new URL(url);
    return { name: i === 0 ? 'nats' : `nats#${i + 1}`, address: { host: hostname, port: Number(port) }, directory };
  });
}

/** One of them: what is meant by "the broker's directory" where each has its own. */
export function anyNode(run: RunFile, random: Random): BrokerNode {
  return random.pick(brokerNodes(run));
}

/** The address of a server that takes connections now; the first one's when none does. */
export async function listeningNode(run: RunFile): Promise<Address> {
  const addresses = brokerNodes(run).map(({ address }) => address);
  for (const address of addresses) if (await listens(address)) return address;
  return addresses[0]!;
}

function listens(address: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...address, timeout: KNOCK_MS });
    const end = (taken: boolean) => (): void => {
      socket.destroy();
      resolve(taken);
    };
    socket.on('connect', end(true)).on('timeout', end(false)).on('error', end(false));
  });
}

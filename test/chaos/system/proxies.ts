import type { Service } from '@windrose/contracts';
import { readRunFile, type RunFile, type Settings } from '@windrose/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appOf } from './app-of';
import { listeningNode } from './broker-nodes';
import { Proxy, type Address } from './proxy';
import { WITHOUT_DELETE_GUARD } from './rewriting';

export type Server = 'broker' | 'database';
const VARIABLE = { broker: 'NATS_URL', database: 'DATABASE_URL' } as const;
const POSTMASTER_PORT_LINE = 3;

/** Where a proxy stands: between a service and one of its servers. */
export interface Place {
  readonly service: Service;
  readonly server: Server;
}

/** The proxies between services and their servers. */
export class Proxies {
  private constructor(private readonly proxies: readonly (Place & { readonly proxy: Proxy })[]) {}

  static async listen(home: string, { postgresDir }: RunFile, places: readonly Place[]): Promise<Proxies> {
    // Asked for at each connection: a launcher that is started again gives its servers new ports.
    const targets = {
      // A cluster's servers are one to whoever comes this way.
      broker: () => listeningNode(readRunFile(home)),
      database: () => postmasterAddress(postgresDir),
    };
    const proxies = places.map(async (place) => {
      const proxy = await Proxy.listen(targets[place.server]);
      if (place.server === 'broker') proxy.rewriting(WITHOUT_DELETE_GUARD);
      return { ...place, proxy };
    });
    return new Proxies(await Promise.all(proxies));
  }

  /** @throws when nothing was put there */
  between(service: Service, server: Server): Proxy {
    const found = this.proxies.find((place) => place.service === service && place.server === server);
    if (found === undefined) throw new Error(`there is no proxy between ${service} and the ${server}`);
    return found.proxy;
  }

  /** What makes the apps go through the proxies, with the accounts that the running ones were given. */
  settings(run: RunFile): Settings {
    return Object.fromEntries(
      this.proxies.map(({ service, server, proxy }) => {
        const given = environmentOf(run, service);
        const own = `${service.toUpperCase()}_${VARIABLE[server]}`;
        const [first = ''] = (given[own] ?? given[VARIABLE[server]] ?? '').split(',');
        const url = new URL(first);
        url.host = `127.0.0.1:${proxy.port}`;
        return [own, url.href.replace(/\/$/, '')];
      }),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.proxies.map(({ proxy }) => proxy.close()));
  }
}

/** From the file that a running PostgreSQL keeps in its data directory. */
function postmasterAddress(dataDirectory: string): Address {
  const lines = readFileSync(join(dataDirectory, 'postmaster.pid'), 'utf8').split('\n');
  return { host: '127.0.0.1', port: Number(lines[POSTMASTER_PORT_LINE]) };
}

function environmentOf(run: RunFile, service: Service): Record<string, string | undefined> {
  const [, process] = Object.entries(run.processes).find(([name]) => appOf(name) === service) ?? [];
  if (process === undefined) throw new Error(`${service} doesn't run`);
  const lines = readFileSync(`/proc/${process.pid}/environ`, 'utf8').split('\0');
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

import { SERVICES, type Service } from '@windrose/contracts';
import { ConfigError } from '@windrose/platform';
import type { Settings } from './settings';

/** One process of an app. */
export interface PlannedApp {
  /** `orders`, and `orders#2` … for further instances. */
  readonly name: string;
  readonly app: Service;
  /** From 1. */
  readonly instance: number;
  readonly adminPort: number;
  /** The edges' own ports. */
  readonly edge?: { readonly port: number; readonly grpcPort: number };
}

export interface Plan {
  /** Undefined when another payment provider is used. */
  readonly providerPort: number | undefined;
  readonly apps: readonly PlannedApp[];
}

/** A port that will be listened on, and the variable to change when it can't be. */
export interface PlannedPort {
  readonly port: number;
  readonly variable: 'PORT' | 'GRPC_PORT' | 'ADMIN_PORT_BASE';
  readonly purpose: string;
}

const NEXT_EDGE = 10;

/** The provider and the first instances come first, so that their ports stay the same whatever INSTANCES says. */
export function planOf(settings: Settings): Plan {
  let adminPort = settings.adminPortBase;
  const providerPort = adminPort++;
  const most = Math.max(...Object.values(settings.instances));
  const apps: PlannedApp[] = [];
  for (let instance = 1; instance <= most; instance += 1) {
    for (const app of SERVICES.filter((name) => instance <= settings.instances[name])) {
      const offset = instance === 1 ? 0 : NEXT_EDGE * instance;
      apps.push({
        name: instance === 1 ? app : `${app}#${instance}`,
        app,
        instance,
        adminPort: adminPort++,
        ...(app === 'edge' ? { edge: { port: settings.port + offset, grpcPort: settings.grpcPort + offset } } : {}),
      });
    }
  }
  return { providerPort: settings.providerUrl === undefined ? providerPort : undefined, apps };
}

/** Every port of the plan. @throws ConfigError when one is needed twice or doesn't exist */
export function portsOf(plan: Plan): PlannedPort[] {
  const ports = plan.apps.flatMap(({ name, adminPort, edge }): PlannedPort[] => [
    ...(edge
      ? ([
          { port: edge.port, variable: 'PORT', purpose: `HTTP of ${name}` },
          { port: edge.grpcPort, variable: 'GRPC_PORT', purpose: `gRPC of ${name}` },
        ] as const)
      : []),
    { port: adminPort, variable: 'ADMIN_PORT_BASE', purpose: `health of ${name}` },
  ]);
  if (plan.providerPort !== undefined) {
    ports.push({ port: plan.providerPort, variable: 'ADMIN_PORT_BASE', purpose: 'the payment provider' });
  }
  const taken = new Map<number, PlannedPort>();
  for (const planned of ports) {
    const { port, variable, purpose } = planned;
    if (port > 65_535) throw new ConfigError(variable, String(port), `at most 65535 for ${purpose}`);
    const other = taken.get(port);
    if (other)
      throw new ConfigError(variable, String(port), `a port for ${purpose} that ${other.purpose} does not use`);
    taken.set(port, planned);
  }
  return ports;
}

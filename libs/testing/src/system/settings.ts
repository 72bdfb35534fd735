/** Environment variables of a start. */
export type Settings = Readonly<NodeJS.ProcessEnv>;

/** What would make the system another one than the one that is described for a fresh machine. */
const NOT_OURS =
  /^(HOST|PORT|GRPC_PORT|ADMIN_PORT_BASE|INSTANCES|NATS_NODES|MIRROR_REPLICAS|NODE_ENV|WINDROSE_HOME|SMTP_URL|CARRIER|CARRIER_DELAY_MS|PARTITIONS|\w+_MS|PAYMENT_PROVIDER_URL|(\w+_)?(DATABASE|NATS)_URL)$/;

/** The environment of this process without the settings that are meant for another system. */
export function inherited(): Settings {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_OURS.test(name)));
}

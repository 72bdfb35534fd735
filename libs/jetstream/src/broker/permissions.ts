import { ACCESS, eventSubjectsOf, readLogSubject, streamNameOf, type Service } from '@windrose/contracts';

/** What a client may do, in the terms of a NATS server's configuration. */
export interface BrokerPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /** It may answer what it was asked, on whatever subject the answer is wanted. */
  readonly allowResponses: boolean;
}

/** The first token of every subject on which the service is answered: nobody else may listen there. */
export function inboxPrefixOf(service: Service): string {
  return `_INBOX_${service}`;
}

/**
 * All that a service may do at the broker: keep its own mirror, read the streams that it consumes, answer its own calls,
 * make those that it needs. The same for each of its instances.
 */
export function permissionsOf(service: Service): BrokerPermissions {
  const { consumes, calls, hears } = ACCESS[service];
  return {
    publish: [
      eventSubjectsOf(service),
      ...OWN_STREAM.map((call) => `$JS.API.${call}.${streamNameOf(service)}`),
      ...consumes.flatMap((source) => [...readingOf(streamNameOf(source)), readLogSubject(source)]),
      ...calls,
    ],
    subscribe: [`${inboxPrefixOf(service)}.>`, `rpc.v1.${service}.>`, ...hears.map(eventSubjectsOf)],
    allowResponses: true,
  };
}

const OWN_STREAM = ['STREAM.CREATE', 'STREAM.UPDATE', 'STREAM.DELETE', 'STREAM.INFO', 'STREAM.MSG.GET'];

/** Consumers are ephemeral, so their names are the server's. */
function readingOf(stream: string): string[] {
  return [
    `$JS.API.STREAM.INFO.${stream}`,
    `$JS.API.STREAM.MSG.GET.${stream}`,
    `$JS.API.CONSUMER.CREATE.${stream}`,
    `$JS.API.CONSUMER.INFO.${stream}.*`,
    `$JS.API.CONSUMER.MSG.NEXT.${stream}.*`,
  ];
}

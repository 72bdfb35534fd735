import { ACCESS, eventSubjectsOf, readLogSubject, SERVICES, streamNameOf, type Service } from '@windrose/contracts';

/** What a client may do, in the terms of a NATS server's configuration. */
export interface BrokerPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** The first token of every subject on which the service is answered: nobody else may listen there. */
export function inboxPrefixOf(service: Service): string {
  return `_INBOX_${service}`;
}

/** The first tokens of the subjects on which other services answer whoever has that inbox. */
export function answersTo(inboxPrefix: string): string {
  return `${inboxPrefix}.answers`;
}

/**
 * All that a service may do at the broker: keep its own mirror, read the streams that it consumes, make the calls that it
 * needs, answer those who may call it. The same for each of its instances.
 *
 * The server's `allow_responses` would say the last of these, but it remembers the reply subject of every delivered
 * message for two minutes, JetStream's too, and before 2.10.23 goes through all of them at each further one: at some
 * hundred events a second the broker does little else (nats-server issue 6058).
 */
export function permissionsOf(service: Service): BrokerPermissions {
  const { consumes, calls, hears } = ACCESS[service];
  return {
    publish: [
      eventSubjectsOf(service),
      ...OWN_STREAM.map((call) => `$JS.API.${call}.${streamNameOf(service)}`),
      ...consumes.flatMap((source) => [...readingOf(streamNameOf(source)), readLogSubject(source)]),
      ...calls,
      ...callersOf(service).map((caller) => `${answersTo(inboxPrefixOf(caller))}.>`),
    ],
    subscribe: [`${inboxPrefixOf(service)}.>`, `rpc.v1.${service}.>`, ...hears.map(eventSubjectsOf)],
  };
}

/** Those who may ask the service something: by calls of their own, or for the part of its log that they miss. */
function callersOf(service: Service): Service[] {
  return SERVICES.filter((caller) => {
    const { calls, consumes } = ACCESS[caller];
    return consumes.includes(service) || calls.some((call) => call.startsWith(`rpc.v1.${service}.`));
  });
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

import { Injectable } from '@nestjs/common';
import { SERVICES, type ListParked, type ParkedEntry, type RequestContext, type Service } from '@windrose/contracts';
import { messageOf } from '@windrose/platform';
import { Backend } from '../../backend/backend';

/** The services that handle events or do jobs. The edge does neither, so nothing of it can be parked. */
export type ParkingService = Exclude<Service, 'edge'>;

export const PARKING_SERVICES = SERVICES.filter((service): service is ParkingService => service !== 'edge');

/** Milliseconds a service may take to tell its part; without it the others are told. */
const DEADLINE_MS = 3_000;

export interface ParkedPage {
  readonly entries: readonly ParkedEntry[];
  /** Whether there are more behind the last one. */
  readonly more: boolean;
  /** Services that did not answer, and why. */
  readonly unavailable: readonly { readonly service: Service; readonly detail: string }[];
}

/** What all services together couldn't do, newest first. */
@Injectable()
export class ParkedList {
  constructor(private readonly backend: Backend) {}

  async page(request: ListParked, context: RequestContext): Promise<ParkedPage> {
    // One more than is told says whether there is a next page.
    const input = { ...request, limit: request.limit + 1 };
    const unavailable: { service: Service; detail: string }[] = [];
    const parts = await Promise.all(
      PARKING_SERVICES.map((service) =>
        this.backend.ask(`rpc.v1.${service}.parked-list`, input, context, DEADLINE_MS).catch((error: unknown) => {
          unavailable.push({ service, detail: messageOf(error) });
          return [];
        }),
      ),
    );
    const all = parts.flat().sort(inOrder);
    return { entries: all.slice(0, request.limit), more: all.length > request.limit, unavailable };
  }
}

/** Newest first, then by service and id. Times are texts of one form, so that they sort as what they mean. */
function inOrder(one: ParkedEntry, other: ParkedEntry): number {
  return compare(other.since, one.since) || compare(one.service, other.service) || compare(one.id, other.id);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

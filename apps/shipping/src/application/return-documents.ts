import type { ReturnRequested } from '@windrose/contracts';
import type { DocumentWrite, EventLog } from '@windrose/event-log';

const COLLECTION = 'returns';

interface ReturnDocument {
  readonly orderId: string;
}

/** Which order a return belongs to: whoever receives it knows only the return's own id. */
export function returnDocument({ returnId, orderId }: ReturnRequested): DocumentWrite {
  const body: ReturnDocument = { orderId };
  return { collection: COLLECTION, id: returnId, body };
}

/** Undefined for a return that was never requested. */
export async function orderOfReturn(log: EventLog, returnId: string): Promise<string | undefined> {
  const documents = await log.documents<ReturnDocument>(COLLECTION, [returnId]);
  return documents.get(returnId)?.orderId;
}

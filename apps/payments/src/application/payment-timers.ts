import type { TimerSet } from '@windrose/event-log';

export const RETRY_CAPTURE = 'retry-capture';

export interface RetryCaptureData {
  readonly shipmentId: string;
  /** The number of the try that is due. */
  readonly attempt: number;
}

export function retryCaptureTimer(orderId: string, data: RetryCaptureData, dueInMs: number): TimerSet {
  return { id: `${RETRY_CAPTURE}-${data.shipmentId}`, kind: RETRY_CAPTURE, key: orderId, dueInMs, data };
}

import type { StoredEvent } from '@windrose/event-log';
import { headers } from '@nats-io/transport-node';
import { headerIn } from '../broker/raw-message';
import { CE, HEADER } from './headers';
import { MessageWriter } from './message-writer';
import { MirroredEvent, NotAnEvent } from './mirrored-event';

const LOG_ID = '01a1fc49-33bc-74f9-93c0-c6b092ed7233';
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

const event: StoredEvent = {
  position: 17,
  streamId: 'order-1',
  version: 3,
  eventId: '01a1fc49-33bc-77e2-979d-7b34997b42b1',
  key: '1',
  partition: 4,
  prev: 12,
  type: 'OrderPlaced',
  schemaVersion: 2,
  recordedAt: '2026-11-21T04:06:58.373055Z',
  dataText: '{"name":"Zoë ✓","n": 1}',
  metaText: `{"actor":{"type":"customer","id":"Zoë"},"tenant":"default","causationId":null,"correlationId":"c","traceparent":"${TRACE}"}`,
};

const write = (changes: Partial<StoredEvent> = {}) =>
  new MessageWriter('orders', LOG_ID).write({ ...event, ...changes });

function roundTrip(changes: Partial<StoredEvent> = {}): MirroredEvent {
  const message = write(changes);
  const block = Buffer.from(message.headers.encode()).toString();
  return new MirroredEvent('orders', event.position, message.subject, block, message.payload);
}

describe('an event as a message', () => {
  it('comes back as the very row that it was', () => {
    const mirrored = roundTrip();
    for (const [field, value] of Object.entries(event))
      expect([field, mirrored[field as keyof StoredEvent]]).toEqual([field, value]);
    expect(mirrored.logId).toBe(LOG_ID);
    expect(mirrored.data).toEqual({ name: 'Zoë ✓', n: 1 });
    expect(mirrored.meta).toMatchObject({ actor: { id: 'Zoë' }, correlationId: 'c' });
  });

  it('has the payload byte for byte, and a subject with partition, key and type', () => {
    const { payload, subject } = write();
    expect(payload.equals(Buffer.from(event.dataText))).toBe(true);
    expect(subject).toBe('evt.orders.04.1.OrderPlaced');
  });

  it('can be read by any client: id, expected sequence, trace and CloudEvents attributes', () => {
    const read = (headers().constructor as unknown as { decode(block: Uint8Array): ReturnType<typeof headers> }).decode(
      write().headers.encode(),
    );
    const seen = Object.fromEntries([...read.keys()].map((name) => [name, read.get(name)]));
    expect(seen).toMatchObject({
      [HEADER.messageId]: event.eventId,
      [HEADER.expectedLastSequence]: '16',
      [HEADER.traceparent]: TRACE,
      [CE.specversion]: '1.0',
      [CE.id]: event.eventId,
      [CE.source]: 'orders',
      [CE.type]: 'OrderPlaced',
      [CE.time]: event.recordedAt,
      [CE.subject]: 'order-1',
      [CE.datacontenttype]: 'application/json',
    });
  });

  it('stays one header line when the meta was stored with line breaks, and still means the same', () => {
    const mirrored = roundTrip({ metaText: '{\n  "actor": {"type":"service","id":"a\\nb"},\r\n "tenant":"t" }' });
    expect(mirrored.meta).toEqual({ actor: { type: 'service', id: 'a\nb' }, tenant: 't' });
  });

  it('has no traceparent header when its meta has none, whatever the values in it look like', () => {
    const { headers: block } = write({ metaText: `{"actor":{"id":"\\"traceparent\\":\\"${TRACE}\\""}}` });
    expect(headerIn(block.text, HEADER.traceparent)).toBeUndefined();
  });
});

describe('a message that no relay wrote', () => {
  it('is told by its subject', () => {
    expect(() => new MirroredEvent('orders', 1, 'evt.orders.stray', '', Buffer.alloc(0))).toThrow(NotAnEvent);
  });

  it('is told by the headers that it lacks', () => {
    const stray = new MirroredEvent(
      'orders',
      1,
      'evt.orders.00.1.Stray',
      'NATS/1.0\r\nFoo: bar\r\n\r\n',
      Buffer.from('x'),
    );
    expect(() => stray.eventId).toThrow('message 1 is not an event of a log: it has no header Nats-Msg-Id');
  });
});

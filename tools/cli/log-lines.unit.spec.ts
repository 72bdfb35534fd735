import type { StoredEvent } from '@windrose/event-log';
import { jsonLine, plainLine, terminalLines } from './log-lines';
import { createStyle } from './style';

const event: StoredEvent = {
  position: 12,
  streamId: 'order-01936f0e-7c1b-7a00-8000-0123456789ab',
  version: 3,
  eventId: '01936f0e-7c1b-7a00-8000-0123456789ac',
  key: '01936f0e-7c1b-7a00-8000-0123456789ab',
  partition: 7,
  prev: 5,
  type: 'OrderPlaced',
  schemaVersion: 1,
  recordedAt: '2026-11-21T08:30:00.5Z',
  dataText: '{"total":12345678901234567890,\n "name":"Zoë"}',
  metaText: '{"actor":{"type":"customer","id":"c-1"},"tenant":"default"}',
};

describe('an event', () => {
  it('as JSON is one line with the very numbers of the log', () => {
    const line = jsonLine('orders', event);
    expect(line.split('\n')).toHaveLength(2);
    expect(line).toContain('"total":12345678901234567890');
    expect(JSON.parse(line)).toMatchObject({
      position: 12,
      service: 'orders',
      type: 'OrderPlaced',
      stream: event.streamId,
      version: 3,
      at: '2026-11-21T08:30:00.5Z',
      data: { name: 'Zoë' },
      meta: { actor: { type: 'customer', id: 'c-1' } },
    });
  });

  it('in a pipe is one line', () => {
    expect(plainLine(event)).toMatch(
      /^12 {2}2026-11-21T08:30:00.5Z {2}OrderPlaced {2}order-\S+ v3 {2}\{"total".*\}\n$/,
    );
  });

  it.each([40, 80, 200])('on a terminal of %d columns does not wrap', (width) => {
    const lines = terminalLines(event, width, createStyle(false)).split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(Math.max(width, 47));
    expect(lines[0]).toMatch(/^ {6}12 {2}2026-11-21 08:30:00\.5 {4}OrderPlaced/);
  });

  it('on a terminal commands nothing', () => {
    const text = terminalLines({ ...event, dataText: '{"name":"\u009b2J"}' }, 200, createStyle(false));
    expect(text).not.toContain('\u009b');
  });
});

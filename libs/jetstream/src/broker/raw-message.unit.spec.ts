import { headers, type Msg } from '@nats-io/transport-node';
import { HeaderBlock, headerBlockOf, headerIn } from './raw-message';

describe('a message’s header block', () => {
  const block = 'NATS/1.0\r\nA: 1\r\nAB: two words\r\nEmpty:\r\n\r\n';

  it('is found where the client keeps the message’s bytes', () => {
    const bytes = Buffer.from(`..${block}the data`).subarray(2);
    const message = { _rdata: bytes, _msg: { hdr: block.length } } as unknown as Msg;
    expect(headerBlockOf(message)).toBe(block);
    expect(headerBlockOf({ _rdata: bytes, _msg: { hdr: -1 } } as unknown as Msg)).toBe('');
  });

  it('is made from the parsed headers when the client keeps its bytes elsewhere', () => {
    const parsed = headers();
    parsed.set('A', '1');
    expect(headerIn(headerBlockOf({ headers: parsed } as unknown as Msg), 'A')).toBe('1');
    expect(headerBlockOf({} as unknown as Msg)).toBe('');
  });

  it('is searched for whole names', () => {
    expect(headerIn(block, 'A')).toBe('1');
    expect(headerIn(block, 'AB')).toBe('two words');
    expect(headerIn(block, 'Empty')).toBe('');
    expect(headerIn(block, 'B')).toBeUndefined();
    expect(headerIn(block, 'two')).toBeUndefined();
  });

  it('is sent as the text that it is', () => {
    expect(Buffer.from(new HeaderBlock(block).encode()).toString()).toBe(block);
  });
});

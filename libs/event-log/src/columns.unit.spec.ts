import fc from 'fast-check';
import { columnSafe, numberColumn, printable, textColumn } from './columns';

describe('columns', () => {
  it('tell an empty column from one empty value', () => {
    expect(textColumn([])).toBe('');
    expect(textColumn([''])).toBe('\x1e');
    expect(textColumn(['a', null, 'b'])).toBe('\x1ea\x1e\x1d\x1eb');
    expect(numberColumn([])).toBe('{}');
    expect(numberColumn([1, -2])).toBe('{1,-2}');
  });

  it('carry any JSON as it is', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const printed = JSON.stringify(text);
        expect(columnSafe(printed)).toBe(printed);
      }),
    );
  });

  it('carry any text, but for what they can not carry', () => {
    expect(columnSafe('plain\n\t text')).toBe('plain\n\t text');
    expect(columnSafe('\0a\x1db\x1ec\x1e')).toBe('\ufffda\ufffdb\ufffdc\ufffd');
    expect(columnSafe(columnSafe('\0'))).toBe('\ufffd');
  });
});

describe('printable', () => {
  it('makes one line of a message, with an end', () => {
    expect(printable('one\r\n\0two')).toBe('one two');
    expect(printable('x'.repeat(5_000))).toHaveLength(1_000);
  });
});

import { stripVTControlCharacters } from 'node:util';
import { createStyle } from './style';
import { cut, printable, table } from './table';

const columns = [{ title: 'NAME' }, { title: 'COUNT', align: 'right' }, { title: 'NOTE', flexible: true }] as const;

describe('table', () => {
  it('aligns columns and leaves no spaces at the ends of lines', () => {
    const text = table(
      columns,
      [
        ['orders', '1,234', 'fine'],
        ['x', '7', ''],
      ],
      null,
    );
    expect(text).toBe('NAME    COUNT  NOTE\norders  1,234  fine\nx           7\n');
  });

  it('cuts the flexible column to the width of the terminal, and nothing else', () => {
    const rows = [['a-rather-long-name', '1', 'x'.repeat(200)]];
    for (const line of table(columns, rows, 80).trimEnd().split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(table(columns, rows, 80)).toContain('a-rather-long-name');
    expect(table(columns, rows, 80)).toMatch(/x…\n$/);
    expect(table(columns, rows, null)).toContain('x'.repeat(200));
  });

  it('does not count colours as characters', () => {
    const { good } = createStyle(true);
    const plain = table(
      columns,
      [
        ['ok', '1', ''],
        ['longer', '2', ''],
      ],
      null,
    );
    const coloured = table(
      columns,
      [
        [good('ok'), '1', ''],
        ['longer', '2', ''],
      ],
      null,
    );

    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });
});

describe('cut', () => {
  it('counts characters, not halves of them', () => {
    expect(cut('😀😀😀', 3)).toBe('😀😀😀');
    expect(cut('😀😀😀', 2)).toBe('😀…');
    expect(cut('abc', 0)).toBe('…');
  });
});

describe('printable', () => {
  it('lets no text from outside command the terminal', () => {
    expect(printable('a\x1b[2Jb\r\nc\u009bd')).toBe('a\ufffd[2Jb\ufffd\ufffdc\ufffdd');
    expect(printable('Zoë 😀')).toBe('Zoë 😀');
  });
});

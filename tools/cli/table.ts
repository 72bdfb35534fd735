import { stripVTControlCharacters } from 'node:util';

export interface Column {
  readonly title: string;
  /** Numbers are read from the right. Default `left`. */
  readonly align?: 'left' | 'right';
  /** Cut where the table would be wider than the terminal. Not for cells with colours. */
  readonly flexible?: true;
}

const GAP = '  ';
const LEAST_WIDTH = 8;

/**
 * Rows as aligned columns, titles first. `width`: characters in a line, null for as many as are needed.
 * Lines don't end in spaces, so that they can be compared and copied.
 */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], width: number | null): string {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, i) => Math.max(...lines.map((cells) => lengthOf(cells[i] ?? ''))));
  if (width !== null) shrink(columns, widths, width);
  const printed = lines.map((cells) =>
    columns.map(({ align, flexible }, i) => {
      const cell = cells[i] ?? '';
      return pad(flexible ? cut(cell, widths[i] ?? 0) : cell, widths[i] ?? 0, align);
    }),
  );
  return printed.map((cells) => `${cells.join(GAP).trimEnd()}\n`).join('');
}

/** The text, or as much of it as has room with an ellipsis for the rest. */
export function cut(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}

/** Text from outside may hold control characters, and a terminal would obey them. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '\ufffd');
}

function shrink(columns: readonly Column[], widths: number[], width: number): void {
  let excess = widths.reduce((sum, each) => sum + each, 0) + GAP.length * (columns.length - 1) - width;
  for (const [i, { flexible, title }] of columns.entries()) {
    const current = widths[i] ?? 0;
    if (!flexible || excess <= 0) continue;
    const narrower = Math.max(current - excess, title.length, Math.min(LEAST_WIDTH, current));
    excess -= current - narrower;
    widths[i] = narrower;
  }
}

function pad(cell: string, width: number, align: Column['align']): string {
  const spaces = ' '.repeat(Math.max(0, width - lengthOf(cell)));
  return align === 'right' ? spaces + cell : cell + spaces;
}

function lengthOf(cell: string): number {
  return [...stripVTControlCharacters(cell)].length;
}

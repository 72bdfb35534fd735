import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from './checkout';

/**
 * Holds a page to the code: what stands in it between `<!-- generated: name -->` and `<!-- end -->` must be `content`.
 * `UPDATE_DOCS=1` writes it there instead. `page` is a path in the repository.
 */
export function expectDocumented(page: string, name: string, content: string): void {
  const file = join(CHECKOUT, page);
  const text = readFileSync(file, 'utf8');
  const [before, rest] = splitOnce(text, `<!-- generated: ${name} -->\n`, page);
  const [written, after] = splitOnce(rest, '<!-- end -->', page);
  const generated = `\n${content.trim()}\n\n`;
  if (process.env.UPDATE_DOCS === '1') {
    if (written === generated) return;
    writeFileSync(file, `${before}<!-- generated: ${name} -->\n${generated}<!-- end -->${after}`);
    return;
  }
  expect(written).toBe(generated);
}

function splitOnce(text: string, mark: string, page: string): [string, string] {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`${page} has no ${mark.trim()} where one is expected`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

/** One arrow of a state diagram. `[*]` is where a machine begins and where it ends. */
export interface Transition {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
}

/** A Mermaid state diagram as a block of Markdown. Arrows between the same two states become one, with all their labels. */
export function stateDiagram(transitions: readonly Transition[]): string {
  const arrows = new Map<string, string[]>();
  for (const { from, to, label } of transitions) {
    const arrow = `${from} --> ${to}`;
    const labels = arrows.get(arrow) ?? [];
    if (label !== undefined && !labels.includes(label)) labels.push(label);
    arrows.set(arrow, labels);
  }
  const lines = [...arrows].map(([arrow, labels]) => (labels.length > 0 ? `${arrow}: ${labels.join(' / ')}` : arrow));
  return ['```mermaid', 'stateDiagram-v2', ...lines.map((line) => `    ${line}`), '```'].join('\n');
}

/** A table as a block of Markdown, aligned as the formatter does it. */
export function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = titles.map((title, i) => Math.max(3, title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, i) => (cells[i] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(titles), rule, ...rows.map(line)].join('\n');
}

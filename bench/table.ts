import { isMet, judged, type Figure } from './figure';

/** The figures as a table for a terminal. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.benchmark,
    `${round(figure.value)} ${figure.unit}`,
    figure.yardstick ? `${round(figure.yardstick.value)} (${figure.yardstick.name})` : '',
    figure.yardstick ? `${Math.round(judged(figure) * 100)} %` : '',
    markOf(figure),
  ]);
  const all = [['benchmark', 'figure', 'yardstick', 'ratio', 'mark'], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function round(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

function markOf(figure: Figure): string {
  const { mark } = figure;
  if (mark === undefined) return '';
  const bound = 'min' in mark ? mark.min : mark.max;
  const text = figure.yardstick ? `${bound * 100} %` : round(bound);
  return `${'min' in mark ? '≥' : '≤'} ${text} ${isMet(figure) ? 'met' : 'MISSED'}`;
}

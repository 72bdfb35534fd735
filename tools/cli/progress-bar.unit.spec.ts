import { progressBar, progressLine } from './progress-bar';
import { createStyle } from './style';
import type { Terminal } from './terminal';

function terminal(progressWidth: number | null): { terminal: Terminal; written: () => string } {
  let written = '';
  return {
    terminal: {
      print: () => Promise.resolve(),
      note: (text) => void (written += text),
      width: null,
      progressWidth,
      style: createStyle(false),
    },
    written: () => written,
  };
}

describe('progressLine', () => {
  it('says how much, how fast and how long still', () => {
    const line = progressLine('orders/order_list', { done: 50_000, total: 200_000, perSecond: 50_000 });
    expect(line).toBe('orders/order_list [###............] 25 %  50,000 of 200,000  50,000/s  3 s left');
  });

  it('is whole when there is nothing to do', () => {
    expect(progressLine('x', { done: 0, total: 0, perSecond: 0 })).toBe('x [###############] 100 %  0 of 0  0/s');
  });

  it('claims no more than a whole', () => {
    expect(progressLine('x', { done: 12, total: 10, perSecond: 1 })).toContain(' 100 %');
  });
});

describe('progressBar', () => {
  it('writes nothing where nobody looks', () => {
    const { terminal: pipe, written } = terminal(null);
    const bar = progressBar(pipe, 'x');
    bar.show(1, 2);
    bar.end();
    expect(written()).toBe('');
  });

  it('draws now and then, in one line that fits, and removes itself', () => {
    const { terminal: screen, written } = terminal(60);
    let now = 0;
    const bar = progressBar(screen, 'a projection with a long name', () => now);
    for (let done = 0; done < 100; done++) {
      bar.show(done, 100);
      now += 10;
    }
    bar.show(100, 100);
    const drawn = written().split('\r\x1b[K').slice(1);
    expect(drawn.length).toBeGreaterThan(5);
    expect(drawn.length).toBeLessThanOrEqual(13);
    for (const line of drawn) expect(line.length).toBeLessThan(60);
    bar.end();
    expect(written().endsWith('\r\x1b[K')).toBe(true);
  });

  it('does not count as speed what was done before', () => {
    const { terminal: screen, written } = terminal(200);
    let now = 0;
    const bar = progressBar(screen, 'x', () => now);
    bar.show(1_000_000, 1_001_000);
    now = 1_000;
    bar.show(1_000_500, 1_001_000);
    expect(written()).toContain(' 500/s');
  });
});

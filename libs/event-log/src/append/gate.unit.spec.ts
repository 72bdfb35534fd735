import { LogHalted, LogUnavailable } from '../errors';
import { AppendGate } from './gate';

describe('AppendGate', () => {
  it('lets appends wait until the log has been compared with its mirror', async () => {
    const gate = new AppendGate();
    const passed: number[] = [];
    const waiting = [1, 2].map((n) => gate.pass().then(() => passed.push(n)));
    await Promise.resolve();
    expect(passed).toEqual([]);
    expect(gate.isOpen).toBe(false);
    gate.open();
    await Promise.all(waiting);
    expect(passed).toEqual([1, 2]);
    expect(gate.isOpen).toBe(true);
    await gate.pass();
  });

  it('refuses them when that takes too long, and lets later ones through', async () => {
    const gate = new AppendGate({ patienceMs: 1 });
    await expect(gate.pass()).rejects.toBeInstanceOf(LogUnavailable);
    gate.open();
    await gate.pass();
  });

  it('refuses them, waiting or new, once it is halted, with the reason', async () => {
    const gate = new AppendGate();
    const waiting = gate.pass();
    gate.halt('event 7 differs');
    await expect(waiting).rejects.toThrow(new LogHalted('event 7 differs'));
    await expect(gate.pass()).rejects.toMatchObject({
      retryAfterSeconds: 30,
      message: expect.stringContaining('event 7 differs'),
    });
    expect(gate.haltedBecause).toBe('event 7 differs');
  });

  it('lets them through unchecked where nobody can compare in time, and only the first one waits', async () => {
    const gate = new AppendGate({ patienceMs: 30, unchecked: 'append' });
    const startedAt = performance.now();
    await gate.pass();
    expect(performance.now() - startedAt).toBeGreaterThan(25);
    expect(gate.isOpen).toBe(true);
    gate.halt('the stream has another event 7');
    await expect(gate.pass()).rejects.toBeInstanceOf(LogHalted);
  });

  it('does not let them through unchecked when the comparison finds a difference in time', async () => {
    const gate = new AppendGate({ unchecked: 'append' });
    const waiting = gate.pass();
    gate.halt('event 7 differs');
    await expect(waiting).rejects.toBeInstanceOf(LogHalted);
  });

  it('opens again when a later comparison finds no difference', async () => {
    const gate = new AppendGate();
    gate.open();
    gate.halt('differs');
    expect(gate.isOpen).toBe(false);
    gate.open();
    await gate.pass();
    expect(gate.haltedBecause).toBeNull();
  });
});

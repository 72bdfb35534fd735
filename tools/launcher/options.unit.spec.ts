import { launcherOptions } from './options';

describe('launcherOptions', () => {
  it('loads the demo and keeps the data by default', () => {
    expect(launcherOptions([])).toEqual({ fresh: false, demo: true });
    expect(launcherOptions(['--fresh', '--no-demo'])).toEqual({ fresh: true, demo: false });
  });

  it.each([['--frsh'], ['fresh'], ['--fresh=yes']])('refuses %s and shows the usage', (argument) => {
    expect(() => launcherOptions([argument])).toThrow(/usage: npm start/);
  });
});

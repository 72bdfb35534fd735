import { freePort, reservePorts } from './free-port';

describe('freePort', () => {
  afterEach(() => jest.restoreAllMocks());

  it('chooses no port that somebody here is going to use, though nobody listens there yet', async () => {
    const first = await freePort();
    const share = (port: number): number => (port - 20_000 + 0.5) / 12_000;
    jest.spyOn(Math, 'random').mockReturnValueOnce(share(first)).mockReturnValueOnce(share(first));
    expect(await freePort()).toBe(first);
    reservePorts([first]);
    expect(await freePort()).not.toBe(first);
  });
});

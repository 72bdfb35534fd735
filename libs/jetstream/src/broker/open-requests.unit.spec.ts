import { OpenRequests } from './open-requests';

describe('OpenRequests', () => {
  let requests: OpenRequests;
  let heard: string[];

  beforeEach(() => {
    jest.useFakeTimers();
    heard = [];
    requests = new OpenRequests({
      renewMs: 700,
      overMs: 1_200,
      onAging: () => heard.push('aging'),
      onOver: () => heard.push('over'),
    });
  });
  afterEach(() => jest.useRealTimers());

  const receive = (count: number): void => {
    for (let index = 0; index < count; index++) requests.received();
  };

  it('awaits what was asked for and has not come', () => {
    expect(requests.areRunningOut).toBe(true);
    requests.add(5);
    requests.add(3);
    receive(6);
    expect(requests.awaited).toBe(2);
    expect(requests.areRunningOut).toBe(false);
    receive(2);
    expect(requests.awaited).toBe(0);
    expect(requests.areRunningOut).toBe(true);
    jest.advanceTimersByTime(5_000);
    expect(heard).toEqual([]);
  });

  it('never awaits less than nothing', () => {
    requests.add(1);
    receive(3);
    expect(requests.awaited).toBe(0);
    requests.add(2);
    expect(requests.awaited).toBe(2);
  });

  it('takes from the server what was left of an expired request, whichever of several it is', () => {
    const first = requests.add(9);
    const second = requests.add(5);
    receive(11);
    // Served in turns, the second is full.
    requests.expired(first, 3);
    expect(requests.awaited).toBe(0);
    requests.expired(second, 0);
    expect(requests.awaited).toBe(0);
  });

  it('awaits no more than the others have asked for when the server does not say what was left', () => {
    const first = requests.add(500);
    requests.add(20);
    receive(3);
    requests.expired(first, undefined);
    expect(requests.awaited).toBe(20);
  });

  it('says once that the newest request is to be renewed', () => {
    requests.add(5);
    jest.advanceTimersByTime(100);
    requests.add(5);
    jest.advanceTimersByTime(650);
    expect([heard, requests.areRunningOut]).toEqual([[], false]);
    jest.advanceTimersByTime(50);
    expect([heard, requests.areRunningOut]).toEqual([['aging'], true]);
    requests.add(5);
    expect(requests.areRunningOut).toBe(false);
  });

  it('takes a request as over that nobody has said anything about', () => {
    requests.add(500);
    receive(28);
    jest.advanceTimersByTime(700);
    const renewal = requests.add(400);
    expect(requests.awaited).toBe(872);
    jest.advanceTimersByTime(500);
    expect(heard).toEqual(['aging', 'over']);
    expect(requests.awaited).toBe(400);
    jest.advanceTimersByTime(200);
    expect(heard).toEqual(['aging', 'over', 'aging']);
    requests.expired(renewal, 400);
    jest.advanceTimersByTime(5_000);
    expect(heard).toEqual(['aging', 'over', 'aging']);
  });

  it('hears nothing more of any after it was cleared', () => {
    const number = requests.add(5);
    requests.clear();
    requests.expired(number, 5);
    jest.advanceTimersByTime(5_000);
    expect([heard, requests.awaited, requests.areRunningOut]).toEqual([[], 0, true]);
  });
});

/** Where a process reads the time. Decisions get time as data; deadlines use the database's clock. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

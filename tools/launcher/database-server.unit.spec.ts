import { planOf } from './plan';
import { connectionsFor } from './database-server';
import { settingsFrom } from './settings';

describe('the connections of the embedded PostgreSQL', () => {
  it.each([
    ['1', 200],
    ['3', 200],
    ['6', 292],
  ])('are enough for INSTANCES=%s', (INSTANCES, connections) => {
    expect(connectionsFor(planOf(settingsFrom({ INSTANCES }, '/checkout')))).toBe(connections);
  });
});

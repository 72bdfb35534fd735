// Jest reads `testTimeout` of the whole run only, not of a project. Real servers take their time on a busy machine.
jest.setTimeout(60_000);

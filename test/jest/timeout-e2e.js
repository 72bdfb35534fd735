// A fresh system is started, used and stopped.
jest.setTimeout(180_000);

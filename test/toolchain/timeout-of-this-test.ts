/** Milliseconds, from where `jest.setTimeout` puts them. With Jest's own default there would be nothing. */
export function timeoutOfThisTest(): unknown {
  return Reflect.get(globalThis, Symbol.for('TEST_TIMEOUT_SYMBOL'));
}

/**
 * Splits an amount of minor units over weights, to the cent: the parts always add up to the amount, and none is off its exact
 * share by a whole unit. It rounds the running sum, so the remainder goes to the earlier parts as it accrues. Where all
 * weights are zero, the first part gets everything.
 *
 * @param weights none negative
 */
export function apportion(amount: number, weights: readonly number[]): number[] {
  if (weights.length === 1) return [amount];
  // Products of amounts pass what a number holds exactly.
  const total = BigInt(amount);
  const whole = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (whole === 0n) return weights.map((_weight, i) => (i === 0 ? amount : 0));
  let weighed = 0n;
  let given = 0n;
  return weights.map((weight) => {
    weighed += BigInt(weight);
    const until = roundUp(total * weighed, whole);
    const part = until - given;
    given = until;
    return Number(part);
  });
}

/** Of a positive amount; so that the first of equal parts is never the smaller one. */
function roundUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}

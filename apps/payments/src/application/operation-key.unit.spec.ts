import { operationKey } from './operation-key';

describe("the provider's key", () => {
  it('is the same for every first attempt', () => {
    expect(operationKey('p1', { kind: 'authorize' })).toBe('p1.authorize');
    expect(operationKey('p1', { kind: 'authorize' }, 1)).toBe('p1.authorize');
    expect(operationKey('p1', { kind: 'capture', shipmentId: 's1' })).toBe('p1.capture.s1');
  });

  it('differs by payment, operation, shipment and, after a refusal, attempt', () => {
    const capture = { kind: 'capture', shipmentId: 's1' } as const;
    const keys = [
      operationKey('p1', { kind: 'authorize' }),
      operationKey('p2', { kind: 'authorize' }),
      operationKey('p1', capture),
      operationKey('p1', { ...capture, shipmentId: 's2' }),
      operationKey('p1', capture, 2),
      operationKey('p1', capture, 3),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});

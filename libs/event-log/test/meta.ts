import type { EventMeta } from '@windrose/contracts';

export const META: EventMeta = {
  actor: { type: 'customer', id: 'c-1' },
  tenant: 'default',
  causationId: null,
  correlationId: '018f0000-0000-7000-8000-000000000001',
};

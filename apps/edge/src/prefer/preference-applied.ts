import type { FastifyReply } from 'fastify';

const HEADER = 'preference-applied';

/** Says in the answer that a preference was honoured, beside those that it says already. */
export function preferenceApplied(reply: FastifyReply, preference: string): void {
  const before = reply.getHeader(HEADER);
  reply.header(HEADER, typeof before === 'string' ? `${before}, ${preference}` : preference);
}

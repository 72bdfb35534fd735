import type { Role } from '@windrose/contracts';

/** Who sent a request, as its token says. */
export interface Caller {
  readonly id: string;
  readonly role: Role;
  /** When its token expires. Unix milliseconds. */
  readonly expiresAt: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard; null on calls that anyone may make. */
    caller: Caller | null;
  }
}

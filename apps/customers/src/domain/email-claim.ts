import { ok, refused, type CustomersEvents, type EventOf, type Result } from '@windrose/contracts';

export type EmailClaimEvent = EventOf<Pick<CustomersEvents, 'EmailClaimed'>>;

/** Whose an e-mail address is. It has a stream of its own: at version 0, only one registration can be the first. */
export type EmailClaim = { readonly situation: 'free' } | { readonly situation: 'taken'; readonly customerId: string };

function evolve(_claim: EmailClaim, event: EmailClaimEvent): EmailClaim {
  switch (event.type) {
    case 'EmailClaimed':
      return { situation: 'taken', customerId: event.data.customerId };
    default:
      return event.type satisfies never;
  }
}

export const emailClaim = { initialState: { situation: 'free' } as EmailClaim, evolve };

export function claimEmail(claim: EmailClaim, customerId: string): Result<readonly EmailClaimEvent[]> {
  switch (claim.situation) {
    case 'taken':
      return refused('conflict', 'There is a customer with this e-mail address already.');
    case 'free':
      return ok([{ type: 'EmailClaimed', data: { customerId } }]);
    default:
      return claim satisfies never;
  }
}

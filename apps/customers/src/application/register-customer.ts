import { Injectable } from '@nestjs/common';
import {
  ok,
  type CustomerView,
  type RegisterCustomer as Command,
  type RequestContext,
  type Result,
  type Role,
} from '@windrose/contracts';
import { decideOnce, EventLog, requestedBy } from '@windrose/event-log';
import { newId } from '@windrose/platform';
import { customer } from '../domain/customer';
import { claimEmail, emailClaim } from '../domain/email-claim';
import { register } from '../domain/register.decide';
import { customerStream } from '../domain/streams';
import { CREDENTIALS, type Credentials } from './credentials';
import { emailStreamOf } from './email-stream';
import { Passwords } from './passwords';

/**
 * Registers a customer and claims the address, both or neither: of many who want the same address at once, the claim's
 * stream lets one be the first, and the others decide again and are refused.
 */
@Injectable()
export class RegisterCustomer {
  constructor(
    private readonly log: EventLog,
    private readonly passwords: Passwords,
  ) {}

  async register(command: Command, context: RequestContext, role: Role = 'customer'): Promise<Result<CustomerView>> {
    const claimStream = emailStreamOf(command.email);
    const customerId = newId();
    const meta = requestedBy(context);
    let credentials: Credentials | undefined;
    return decideOnce<CustomerView>(this.log, await this.withSafeDigest(context, command), async (work) => {
      const claimed = claimEmail((await work.load(emailClaim, claimStream)).state, customerId);
      if (!claimed.ok) return claimed;
      const registered = register(customer.initialState, {
        customerId,
        email: command.email,
        name: command.name,
        role,
      });
      if (!registered.ok) return registered;
      // The costly part: only for who isn't refused, and once.
      credentials ??= { passwordHash: await this.passwords.hash(command.password) };
      work.append(emailClaim, { stream: { id: claimStream, key: customerId }, events: claimed.value, meta });
      work.append(customer, {
        stream: customerStream(customerId),
        expectedVersion: 0,
        events: registered.value,
        meta,
        documents: [{ collection: CREDENTIALS, id: customerId, body: credentials }],
      });
      const { state } = await work.load(customer, customerStream(customerId).id);
      if (state.situation !== 'registered') throw new Error('a customer that was registered is not');
      return ok({ id: state.id, email: state.email, name: state.name });
    });
  }

  /** A digest that is kept must not be a way to find the password out: this one costs as much as the password's hash. */
  private async withSafeDigest(context: RequestContext, command: Command): Promise<RequestContext> {
    const { request } = context;
    if (request === undefined) return context;
    const digest = await this.passwords.digest(
      JSON.stringify([command.email, command.name, command.password]),
      request.id,
    );
    return { ...context, request: { ...request, digest } };
  }
}

import { Injectable } from '@nestjs/common';
import { ok, refused, type AuthenticatedCustomer, type LogIn as Command, type Result } from '@windrose/contracts';
import { EventLog } from '@windrose/event-log';
import { customer } from '../domain/customer';
import { emailClaim } from '../domain/email-claim';
import { customerStream } from '../domain/streams';
import { AccessTokens } from './access-tokens';
import { CREDENTIALS, type Credentials } from './credentials';
import { emailStreamOf } from './email-stream';
import { Passwords } from './passwords';

/** Looked up for an unknown address, so that it takes as many steps as a known one. */
const NOBODY = 'nobody';

/** Exchanges an e-mail address and a password for an access token. */
@Injectable()
export class LogIn {
  constructor(
    private readonly log: EventLog,
    private readonly passwords: Passwords,
    private readonly tokens: AccessTokens,
  ) {}

  async logIn({ email, password }: Command): Promise<Result<AuthenticatedCustomer>> {
    const { state: claim } = await this.log.load(emailClaim, emailStreamOf(email));
    const customerId = claim.situation === 'taken' ? claim.customerId : NOBODY;
    const [{ state }, credentials] = await Promise.all([
      this.log.load(customer, customerStream(customerId).id),
      this.log.documents<Credentials>(CREDENTIALS, [customerId]),
    ]);
    const known = await this.passwords.matches(credentials.get(customerId)?.passwordHash, password);
    if (!known || state.situation !== 'registered') {
      // One answer for both: it must not tell who is a customer.
      return refused('unauthorized', 'The e-mail address or the password is not right.');
    }
    const token = await this.tokens.issue(state.id, state.role);
    return ok({ ...token, tokenType: 'Bearer', role: state.role });
  }
}

import { invalid, Refused } from './refusal';
import { isToken, TOKENS, type Token } from './tokens';

export interface AuthorizeRequest {
  readonly reference: string;
  readonly amount: number;
  readonly currency: string;
  readonly token: Token;
}

/** More minor units than any order has, and still exact in a double when summed up. */
const MAX_AMOUNT = 1_000_000_000_000;

type Fields = Readonly<Record<string, unknown>>;

export function authorizeRequest(body: unknown): AuthorizeRequest {
  const fields = fieldsOf(body, ['reference', 'amount', 'currency', 'token']);
  const token = text(fields, 'token', /^.{1,255}$/s, '1 to 255 characters');
  if (!isToken(token)) {
    throw new Refused({
      status: 422,
      code: 'unknown_token',
      field: 'token',
      message: `token must be one of ${TOKENS.join(', ')}.`,
    });
  }
  return {
    reference: text(fields, 'reference', /^.{1,128}$/s, '1 to 128 characters'),
    // An order may cost nothing and still go the whole way.
    amount: amount(fields, 0),
    currency: text(fields, 'currency', /^[A-Z]{3}$/, 'an ISO 4217 code such as EUR'),
    token,
  };
}

export function captureRequest(body: unknown): { readonly amount: number } {
  return { amount: amount(fieldsOf(body, ['amount']), 0) };
}

export function refundRequest(body: unknown): { readonly amount: number } {
  return { amount: amount(fieldsOf(body, ['amount']), 1) };
}

/** A void takes nothing: it always releases the whole remainder. */
export function voidRequest(body: unknown): void {
  fieldsOf(body ?? {}, []);
}

function fieldsOf(body: unknown, allowed: readonly string[]): Fields {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid('body', 'The body must be a JSON object.');
  }
  const unknown = Object.keys(body).find((field) => !allowed.includes(field));
  if (unknown !== undefined) throw invalid(unknown, `${unknown} is not a field of this call.`);
  return body as Fields;
}

function text(fields: Fields, field: string, pattern: RegExp, allowed: string): string {
  const value = fields[field];
  if (typeof value !== 'string' || !pattern.test(value)) throw invalid(field, `${field} must be ${allowed}.`);
  return value;
}

function amount(fields: Fields, min: number): number {
  const value = fields.amount;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > MAX_AMOUNT) {
    throw invalid('amount', `amount must be a whole number of minor units from ${min} to ${MAX_AMOUNT}.`);
  }
  return value;
}

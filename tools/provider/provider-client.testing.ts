export interface ProviderReply<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
}

/** How the specs talk to a provider. */
export class ProviderClient {
  constructor(readonly url: string) {}

  authorization(changes: object): object {
    return { reference: 'order-1', amount: 100, currency: 'EUR', token: 'tok_ok', ...changes };
  }

  authorize(changes: object, idempotencyKey: string | undefined): Promise<ProviderReply<unknown>> {
    return this.post('/authorizations', this.authorization(changes), idempotencyKey);
  }

  post<Body = unknown>(path: string, body: unknown, idempotencyKey: string | undefined): Promise<ProviderReply<Body>> {
    const headers = {
      'content-type': 'application/json',
      ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
    };
    return this.call(path, { method: 'POST', headers, body: body === undefined ? undefined : JSON.stringify(body) });
  }

  get<Body = unknown>(path: string): Promise<ProviderReply<Body>> {
    return this.call(path, {});
  }

  private async call<Body>(path: string, init: RequestInit): Promise<ProviderReply<Body>> {
    const response = await fetch(this.url + path, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as Body };
  }
}

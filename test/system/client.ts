/** What the edge answered; `body` is null where there is none. */
export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export type Fields = Readonly<Record<string, string>>;

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly requestId: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

export interface Page<Item> {
  readonly data: readonly Item[];
  readonly nextCursor: string | null;
}

/** Somebody who calls the edge: anyone, or the holder of a token. */
export class Client {
  constructor(
    readonly edge: string,
    readonly token?: string,
    /** Milliseconds after which an answer counts as lost. Default: as long as it takes. */
    readonly timeoutMs?: number,
  ) {}

  get<Body>(path: string, headers?: Fields): Promise<Answer<Body>> {
    return this.send('GET', path, { headers });
  }

  post<Body>(path: string, body: unknown, headers?: Fields): Promise<Answer<Body>> {
    return this.send('POST', path, { text: JSON.stringify(body), headers });
  }

  async send<Body>(
    method: string,
    path: string,
    { text, headers }: { readonly text?: string; readonly headers?: Fields } = {},
  ): Promise<Answer<Body>> {
    const response = await fetch(`${this.edge}${path}`, {
      method,
      headers: {
        ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...headers,
      },
      body: text,
      signal: this.timeoutMs === undefined ? null : AbortSignal.timeout(this.timeoutMs),
    });
    const answer = await response.text();
    const body = (answer === '' ? null : JSON.parse(answer)) as Body;
    return { status: response.status, headers: response.headers, body };
  }

  /** Every item of a list, page by page. */
  async all<Item>(path: string, limit: number): Promise<Item[]> {
    const items: Item[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { status, body }: Answer<Page<Item>> = await this.get(`${path}?limit=${limit}${from}`);
      if (status !== 200) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
      items.push(...body.data);
      cursor = body.nextCursor;
    }
    return items;
  }
}

/** The body of an answer that has this status. @throws Error with the answer when it has another */
export function expected<Body>(status: number, answer: Answer<Body>): Body {
  if (answer.status !== status) throw new Error(`answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

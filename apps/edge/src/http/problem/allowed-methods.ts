/**
 * Knows which methods the application has at an address, to tell 405 from 404: Fastify answers both with 404.
 * Asked only after no route was found, so it may compare segment by segment.
 */
export class AllowedMethods {
  private readonly routes: { readonly segments: readonly string[]; readonly methods: readonly string[] }[] = [];

  /** `path` in Fastify's syntax: `/v1/orders/:id`; a last `*` stands for any rest. */
  add(path: string, methods: readonly string[]): void {
    this.routes.push({ segments: segmentsOf(path), methods });
  }

  /** In alphabetical order; empty when nothing is there at all. */
  at(url: string): string[] {
    const query = url.indexOf('?');
    const wanted = segmentsOf(query < 0 ? url : url.slice(0, query));
    const methods = new Set<string>();
    for (const route of this.routes) {
      if (matches(route.segments, wanted)) for (const method of route.methods) methods.add(method);
    }
    return [...methods].sort();
  }
}

function segmentsOf(path: string): string[] {
  return path.split('/').slice(1);
}

function matches(pattern: readonly string[], wanted: readonly string[]): boolean {
  for (let i = 0; i < pattern.length; i++) {
    const segment = pattern[i]!;
    if (segment === '*') return true;
    const given = wanted[i];
    if (given === undefined || given === '' ? segment !== given : segment !== given && !segment.startsWith(':'))
      return false;
  }
  return pattern.length === wanted.length;
}

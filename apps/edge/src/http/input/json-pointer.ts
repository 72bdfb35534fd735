/** A JSON pointer as a URI fragment (RFC 6901, section 6): `['lines', 0, 'quantity']` → `#/lines/0/quantity`. */
export function pointerTo(path: readonly (string | number)[]): string {
  return `#${path.map((part) => `/${escaped(String(part))}`).join('')}`;
}

function escaped(part: string): string {
  const token = part
    .replaceAll('~', '~0')
    .replaceAll('/', '~1')
    .replace(/\p{Surrogate}/gu, '\ufffd');
  // Only what a fragment can't carry: readable names stay as they are.
  return token.replace(/[^A-Za-z0-9._~!$&'()*+,;=:@-]/gu, (char) => encodeURIComponent(char));
}

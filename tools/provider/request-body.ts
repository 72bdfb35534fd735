import type { IncomingMessage } from 'node:http';
import { Refused } from './refusal';

const MAX_BODY_BYTES = 64 * 1024;

/** The JSON that was sent, whatever its content type; undefined for an empty body. Throws `Refused`. */
export async function jsonBody(request: IncomingMessage): Promise<unknown> {
  const bytes = await bodyOf(request);
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(bytes.toString());
  } catch {
    throw new Refused({ status: 400, code: 'malformed_json', field: 'body', message: 'The body is not JSON.' });
  }
}

/** By events: an async iterator costs more than the rest of the call, and leaving it early closes the connection. */
function bodyOf(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    request.on('end', () => {
      if (length <= MAX_BODY_BYTES) return resolve(Buffer.concat(chunks));
      const message = `The body must not be larger than ${MAX_BODY_BYTES} bytes.`;
      reject(new Refused({ status: 413, code: 'body_too_large', field: 'body', message }));
    });
    request.on('error', reject);
  });
}

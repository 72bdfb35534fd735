import type { FileHandle } from 'node:fs/promises';

const CHUNK_BYTES = 1 << 20;
const NEWLINE = 0x0a;

export interface Line {
  /** Without the newline. Only valid until the next line is asked for. */
  readonly line: Buffer;
  /** Of its first byte, in the file. */
  readonly offset: number;
}

/** The complete lines among a file's first `end` bytes. What follows the last newline is left out. */
export async function* linesOf(file: FileHandle, end: number): AsyncGenerator<Line> {
  let rest = Buffer.alloc(0);
  let offset = 0;
  for (let position = 0; position < end;) {
    const length = Math.min(CHUNK_BYTES, end - position);
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    const bytes = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
    let start = 0;
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, start)) {
      yield { line: bytes.subarray(start, at), offset: offset + start };
      start = at + 1;
    }
    rest = bytes.subarray(start);
    offset += start;
  }
}

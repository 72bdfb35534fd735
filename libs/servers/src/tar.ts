const BLOCK = 512;

/** The first regular file of a tar archive whose path is wanted. tar(1) is not on every machine. */
export function fileInTar(archive: Buffer, wanted: (path: string) => boolean): Buffer | undefined {
  for (let offset = 0; offset + BLOCK <= archive.length;) {
    const header = archive.subarray(offset, offset + BLOCK);
    const path = textAt(header, 0, 100);
    if (path === '') return undefined; // the archive ends with empty blocks
    const size = parseInt(textAt(header, 124, 12), 8);
    if (!Number.isSafeInteger(size)) throw new Error('not a tar archive');
    const start = offset + BLOCK;
    const type = textAt(header, 156, 1);
    if ((type === '' || type === '0') && wanted(path)) {
      if (start + size > archive.length) throw new Error('the tar archive is cut off');
      return archive.subarray(start, start + size);
    }
    offset = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return undefined;
}

function textAt(header: Buffer, start: number, length: number): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return field
    .subarray(0, end === -1 ? length : end)
    .toString('utf8')
    .trim();
}

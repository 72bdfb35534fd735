import { fileInTar } from './tar';

describe('fileInTar', () => {
  it('refuses what is not an archive, and one that is cut off', () => {
    expect(() => fileInTar(Buffer.alloc(1024, 'x'), () => true)).toThrow('not a tar archive');
    const header = Buffer.alloc(512);
    header.write('nats-server', 0);
    header.write('00000002000\0', 124);
    expect(() => fileInTar(header, () => true)).toThrow('cut off');
  });

  it('finds nothing in an empty archive', () => {
    expect(fileInTar(Buffer.alloc(1024), () => true)).toBeUndefined();
  });
});

import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from './errors';
import { readVerificationKey, signingKey, signingKeyFiles } from './signing-keys';

describe('signing keys', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'windrose-keys-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('makes one pair for many that start at once, the private key readable by its owner only', async () => {
    const files = signingKeyFiles(home, {});
    const keys = await Promise.all(Array.from({ length: 20 }, () => signingKey(files)));
    expect(new Set(keys.map((key) => key.keyId)).size).toBe(1);
    expect((await stat(files.privateKeyFile)).mode & 0o777).toBe(0o600);
    expect((await readdir(join(home, 'keys'))).sort()).toEqual(['jwt-private.pem', 'jwt-public.pem']);
    expect((await readVerificationKey(files.publicKeyFile))?.keyId).toBe(keys[0]?.keyId);
  });

  it('keeps the pair for the next start and restores a lost public key', async () => {
    const files = signingKeyFiles(home, {});
    const first = await signingKey(files);
    await rm(files.publicKeyFile);
    expect(await readVerificationKey(files.publicKeyFile)).toBeNull();
    expect((await signingKey(files)).keyId).toBe(first.keyId);
    expect((await readVerificationKey(files.publicKeyFile))?.keyId).toBe(first.keyId);
  });

  it.each([{ JWT_PRIVATE_KEY_FILE: '/nowhere/key.pem' }, { NODE_ENV: 'production' }])(
    'makes none with %j',
    async (env) => {
      await expect(signingKey(signingKeyFiles(home, env))).rejects.toThrow(ConfigError);
      expect(await readdir(home)).toEqual([]);
    },
  );

  it('names the variable of a file that holds no key', async () => {
    const file = join(home, 'x.pem');
    await writeFile(file, 'nonsense');
    await expect(readVerificationKey(file)).rejects.toThrow(/^JWT_PUBLIC_KEY_FILE is /);
    await expect(signingKey(signingKeyFiles(home, { JWT_PRIVATE_KEY_FILE: file }))).rejects.toThrow(
      /^JWT_PRIVATE_KEY_FILE is /,
    );
  });
});

import { readVerificationKey, signingKey, signingKeyFiles } from '@windrose/platform';
import { temporaryDirectory } from '@windrose/testing';
import { jwtVerify } from 'jose';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { operatorToken } from './operator-token';

describe('operatorToken', () => {
  const directory = temporaryDirectory();
  afterAll(() => directory.remove());

  it("signs for the operator, for a short time, with the system's key", async () => {
    const files = signingKeyFiles(directory.path, {});
    await signingKey(files);
    const token = await operatorToken(directory.path, {});
    const key = await readVerificationKey(files.publicKeyFile);
    const { payload, protectedHeader } = await jwtVerify(token, key!.publicKey, { algorithms: ['EdDSA'] });
    expect(protectedHeader).toMatchObject({ alg: 'EdDSA', kid: key!.keyId });
    expect(payload).toMatchObject({ iss: 'windrose', sub: 'windrose-cli', role: 'operator' });
    expect(payload.exp! - payload.iat!).toBeLessThanOrEqual(600);
  });

  it('makes no key where there is none: the running system would not know it', async () => {
    const home = join(directory.path, 'empty');
    await expect(operatorToken(home, {})).rejects.toThrow(/^--token is needed: .*jwt-private\.pem/);
    expect(existsSync(home)).toBe(false);
  });
});

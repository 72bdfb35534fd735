import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  type KeyObject,
} from 'node:crypto';
import { link, mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { textFrom, type Env } from './env';
import { ConfigError } from './errors';

/** Where the key pair that signs access tokens is kept: PEM files, Ed25519. */
export interface SigningKeyFiles {
  /** JWT_PRIVATE_KEY_FILE. Default `keys/jwt-private.pem` under WINDROSE_HOME. */
  readonly privateKeyFile: string;
  /** JWT_PUBLIC_KEY_FILE. Default `keys/jwt-public.pem` under WINDROSE_HOME. */
  readonly publicKeyFile: string;
  /** Whether a missing pair is made: only without JWT_PRIVATE_KEY_FILE, and never with NODE_ENV=production. */
  readonly mayCreate: boolean;
}

export interface VerificationKey {
  readonly publicKey: KeyObject;
  /** The key's thumbprint (RFC 7638): the same wherever it is computed. Tokens name it in `kid`. */
  readonly keyId: string;
}

export interface SigningKey extends VerificationKey {
  readonly privateKey: KeyObject;
}

export function signingKeyFiles(home: string, env: Env = process.env): SigningKeyFiles {
  const privateKeyFile = textFrom(env, 'JWT_PRIVATE_KEY_FILE');
  return {
    privateKeyFile: privateKeyFile ?? join(home, 'keys', 'jwt-private.pem'),
    publicKeyFile: textFrom(env, 'JWT_PUBLIC_KEY_FILE') ?? join(home, 'keys', 'jwt-public.pem'),
    mayCreate: privateKeyFile === undefined && textFrom(env, 'NODE_ENV') !== 'production',
  };
}

/**
 * The key that signs. In development a missing pair is made; any number of processes may ask at once and get the same.
 * Throws ConfigError when the file is missing and may not be made, or holds no Ed25519 key.
 */
export async function signingKey(files: SigningKeyFiles): Promise<SigningKey> {
  let pem = await contentOf(files.privateKeyFile);
  if (pem === undefined && files.mayCreate) pem = await createPrivateKeyFile(files.privateKeyFile);
  if (pem === undefined) {
    throw new ConfigError(
      'JWT_PRIVATE_KEY_FILE',
      files.privateKeyFile,
      'a readable PEM file with an Ed25519 private key',
    );
  }
  const privateKey = ed25519(() => createPrivateKey(pem), 'JWT_PRIVATE_KEY_FILE', files.privateKeyFile);
  const key = { privateKey, ...verificationKeyOf(createPublicKey(privateKey)) };
  // Also when the private key was there: whoever made it may have died before this.
  if (files.mayCreate) await publish(key.publicKey, files.publicKeyFile);
  return key;
}

/** The key that verifies, or null while its file is missing: whoever makes it may not have started yet. */
export async function readVerificationKey(publicKeyFile: string): Promise<VerificationKey | null> {
  const pem = await contentOf(publicKeyFile);
  if (pem === undefined) return null;
  return verificationKeyOf(ed25519(() => createPublicKey(pem), 'JWT_PUBLIC_KEY_FILE', publicKeyFile));
}

function verificationKeyOf(publicKey: KeyObject): VerificationKey {
  const { crv, kty, x } = publicKey.export({ format: 'jwk' });
  const keyId = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
  return { publicKey, keyId };
}

function ed25519(read: () => KeyObject, variable: string, file: string): KeyObject {
  try {
    const key = read();
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Not PEM, or not a key: the same answer as for a key of another kind.
  }
  throw new ConfigError(variable, file, 'a PEM file with an Ed25519 key');
}

/** The first one wins: a link can't replace a file that another process made meanwhile. */
async function createPrivateKeyFile(file: string): Promise<string> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const draft = await writeDraft(file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600);
  try {
    await link(draft, file);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
  return readFile(file, 'utf8');
}

/** The content follows from the private key, so it doesn't matter who writes it last. */
async function publish(publicKey: KeyObject, file: string): Promise<void> {
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  if ((await contentOf(file)) === pem) return;
  await rename(await writeDraft(file, pem, 0o644), file);
}

async function writeDraft(file: string, content: string, mode: number): Promise<string> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, content, { mode, flag: 'wx' });
  return draft;
}

async function contentOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SERVICES, type Service } from '@windrose/contracts';

/** With what the parts of a system come to its embedded servers, and to each other. */
export interface Passwords {
  readonly broker: Readonly<Record<Service | 'admin', string>>;
  readonly database: Readonly<Record<Service | 'owner', string>>;
  /** What the payment provider simulator signs its notices with. */
  readonly webhooks: Readonly<Record<'provider', string>>;
}

/** Makes those that are missing, which at the first start are all, and keeps them in a file for this user alone. */
export function passwordsIn(home: string): Passwords {
  const file = fileIn(home);
  const kept = read(file);
  const passwords: Passwords = {
    broker: complete(['admin', ...SERVICES], kept.broker),
    database: complete(['owner', ...SERVICES], kept.database),
    webhooks: complete(['provider'], kept.webhooks),
  };
  write(file, passwords);
  return passwords;
}

/** Those that an earlier start has made. */
export function keptPasswords(home: string): Partial<Passwords> {
  return read(fileIn(home)) as Partial<Passwords>;
}

function fileIn(home: string): string {
  return join(home, 'keys', 'passwords.json');
}

function complete<Name extends string>(
  names: readonly Name[],
  kept: Partial<Record<string, string>> = {},
): Record<Name, string> {
  const all = names.map((name) => [name, kept[name] ?? randomBytes(24).toString('base64url')]);
  return Object.fromEntries(all) as Record<Name, string>;
}

function read(file: string): { readonly [Part in keyof Passwords]?: Partial<Record<string, string>> } {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<Passwords>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Error(`${file} can't be read: delete it, and new passwords are made`, { cause: error });
  }
}

function write(file: string, passwords: Passwords): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, `${JSON.stringify(passwords, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

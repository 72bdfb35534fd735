import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { executableOnPath, type ServerCommand } from './child-server';
import type { PostgresBinaries } from './postgres-binaries';

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

const PREFERRED = 'postgres';
const OWN = 'windrose-postgres';

/**
 * PostgreSQL refuses to run as root. Then it runs as the owner of its data, and while there are none as the system's
 * `postgres` or as a system user that is created here. Undefined when this process isn't root: the server then runs as
 * the same user.
 */
export function serverUser(dataDirectory: string): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(dataDirectory, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return lookUp(PREFERRED) ?? lookUp(OWN) ?? create(OWN);
}

/** The command as that user, with the privilege to pass closed directories where it needs it. */
export function asServerUser(
  user: SystemUser | undefined,
  binaries: PostgresBinaries,
  dataParent: string,
  command: string,
  args: readonly string[],
): ServerCommand {
  if (user === undefined) return { command, args };
  if (reaches(user, binaries, dataParent)) return { command, args, ...user };
  if (executableOnPath('setpriv') === undefined) {
    throw new Error(
      `user ${PREFERRED} can't reach ${binaries.root} or ${dataParent}: open them to others, or install util-linux (setpriv)`,
    );
  }
  return { command, args, setpriv: throughClosedDirectories(user) };
}

/**
 * A checkout below a 0700 directory is out of reach for any other user, so the server gets the one
 * capability that opens it. `no_setuid_fixup` keeps it in force for access(2), with which
 * initdb looks for its sibling `postgres`.
 */
function throughClosedDirectories({ uid, gid }: SystemUser): string[] {
  return [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
    '--securebits=+no_setuid_fixup',
  ];
}

/** Asks the kernel, as that user: modes, ACLs and read-only mounts all count. */
function reaches(user: SystemUser, { root, initdb, postgres }: PostgresBinaries, dataParent: string): boolean {
  const test = 'test -x "$1" && test -x "$2" && test -r "$3" && test -r "$4" && test -x "$5"';
  const paths = [
    initdb,
    postgres,
    join(root, 'lib', 'libpq.so.5'),
    join(root, 'share', 'postgresql', 'postgres.bki'),
    dataParent,
  ];
  const { status } = spawnSync('/bin/sh', ['-c', test, 'sh', ...paths], { ...user, cwd: '/', stdio: 'ignore' });
  return status === 0;
}

function lookUp(name: string): SystemUser | undefined {
  const uid = spawnSync('id', ['-u', name], { encoding: 'utf8' });
  const gid = spawnSync('id', ['-g', name], { encoding: 'utf8' });
  if (uid.status !== 0 || gid.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

function create(name: string): SystemUser {
  // Two starts at once may both get here, or find /etc/passwd locked: what counts is that the user is there.
  const recipes: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name]],
    ['adduser', ['-S', '-D', '-H', name]],
  ];
  for (let round = 0; round < 5; round += 1) {
    for (const [tool, args] of recipes) {
      spawnSync(tool, args, { stdio: 'ignore' });
      const user = lookUp(name);
      if (user) return user;
    }
    spawnSync('sleep', ['0.2']);
  }
  throw new Error(
    `PostgreSQL doesn't run as root and no user ${name} could be created: run as another user, or create it`,
  );
}

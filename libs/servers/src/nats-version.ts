import { spawnSync } from 'node:child_process';

export interface NatsVersion {
  readonly text: string;
  /** 2.9 or newer: what the streams and consumers need. */
  readonly supported: boolean;
}

/** Asks the program; undefined when it isn't there, doesn't run here or isn't a nats-server. */
export function natsVersionOf(binary: string): NatsVersion | undefined {
  const { status, stdout } = spawnSync(binary, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  const match = status === 0 ? /nats-server: v?((\d+)\.(\d+)\S*)/.exec(stdout) : null;
  if (match === null) return undefined;
  const [, text = '', major, minor] = match;
  return { text, supported: Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 9) };
}

import type { Env } from '@windrose/platform';
import type { WriteStream } from 'node:tty';
import { OutputClosed } from './failure';
import { createStyle, type Style } from './style';

/** Where a command's words go. */
export interface Terminal {
  /** Writes to standard output. Resolves when it has taken the text. @throws OutputClosed when nobody reads any more */
  print(text: string): Promise<void>;
  /** Writes to standard error. */
  note(text: string): void;
  /** Characters in a line when standard output is a terminal; null when it is a file or a pipe: no line is cut then. */
  readonly width: number | null;
  /** Characters in a line of a progress bar when standard error is a terminal; null: there is to be no bar. */
  readonly progressWidth: number | null;
  readonly style: Style;
}

const FALLBACK_WIDTH = 80;

/** The process's own streams. Colours only on a terminal and without NO_COLOR. */
export function processTerminal(env: Env = process.env): Terminal {
  const { stdout, stderr } = process;
  // Told to each `print` already; without a listener it would end the process with a stack.
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
  const plain = (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb';
  return {
    print: (text) =>
      new Promise((resolve, reject) => {
        stdout.write(text, (error) => (error ? reject(new OutputClosed()) : resolve()));
      }),
    note: (text) => void stderr.write(text),
    get width() {
      return widthOf(stdout);
    },
    get progressWidth() {
      return env.TERM === 'dumb' ? null : widthOf(stderr);
    },
    style: createStyle(stdout.isTTY && !plain),
  };
}

function widthOf(stream: WriteStream): number | null {
  return stream.isTTY ? stream.columns || FALLBACK_WIDTH : null;
}

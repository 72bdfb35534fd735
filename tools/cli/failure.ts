/** A command that can't do what it was asked to, in words for the person who asked. It is printed as one line. */
export class Failure extends Error {
  constructor(
    message: string,
    /** For programs: stable, in snake case. */
    readonly code = 'failed',
    /** Further fields of the JSON that `--json` prints. */
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message.trim().replace(/\s*\n\s*/g, ' '));
    this.name = 'Failure';
  }
}

/** The command line itself is wrong. The message names the option or argument and what is allowed. */
export class WrongUsage extends Failure {
  constructor(message: string) {
    super(message, 'usage');
    this.name = 'WrongUsage';
  }
}

/** Whoever reads our output has had enough (`… | head`): no failure, only the end. */
export class OutputClosed extends Error {}

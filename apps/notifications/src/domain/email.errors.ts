/** The fate of an e-mail that was never written. */
export class EmailNotComposed extends Error {
  readonly code = 'email_not_composed';

  constructor(command: string) {
    super(`${command} for an e-mail that was never composed`);
    this.name = new.target.name;
  }
}

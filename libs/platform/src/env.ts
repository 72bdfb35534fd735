import { ConfigError } from './errors';

export type Env = Readonly<Record<string, string | undefined>>;

/** An empty variable counts as not set: that is what shells and compose files make of a missing one. */
function valueOf(env: Env, variable: string): string | undefined {
  const value = env[variable];
  return value === undefined || value === '' ? undefined : value;
}

export function textFrom(env: Env, variable: string): string | undefined {
  return valueOf(env, variable);
}

export function requiredText(env: Env, variable: string, allowed: string): string {
  const value = valueOf(env, variable);
  if (value === undefined) throw new ConfigError(variable, undefined, allowed);
  return value;
}

export interface IntegerRule {
  readonly min: number;
  readonly max: number;
  readonly fallback: number;
}

export function integerFrom(env: Env, variable: string, { min, max, fallback }: IntegerRule): number {
  const value = valueOf(env, variable);
  if (value === undefined) return fallback;
  const number = /^-?\d{1,15}$/.test(value.trim()) ? Number(value) : NaN;
  if (!(number >= min && number <= max)) {
    throw new ConfigError(variable, value, `a whole number from ${min} to ${max}`);
  }
  return number;
}

export function choiceFrom<const T extends string>(env: Env, variable: string, choices: readonly T[], fallback: T): T {
  const value = valueOf(env, variable);
  if (value === undefined) return fallback;
  const choice = choices.find((c) => c === value);
  if (choice === undefined) throw new ConfigError(variable, value, choices.join(', '));
  return choice;
}

/** A URL with one of the schemes; returned without a trailing slash. */
export function urlFrom(env: Env, variable: string, schemes: readonly string[]): string | undefined {
  const value = valueOf(env, variable);
  if (value === undefined) return undefined;
  const allowed = schemes.map((scheme) => `${scheme}://…`).join(' or ');
  if (!URL.canParse(value) || !schemes.includes(new URL(value).protocol.slice(0, -1))) {
    throw new ConfigError(variable, value, allowed);
  }
  return value.replace(/\/+$/, '');
}

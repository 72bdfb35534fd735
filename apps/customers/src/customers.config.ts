import { ConfigError, signingKeyFiles, textFrom, type Env, type SigningKeyFiles } from '@windrose/platform';

const MIN_PASSWORD_LENGTH = 8;

export class CustomersConfig {
  private constructor(
    /** OPERATOR_EMAIL and OPERATOR_PASSWORD: the operator that must exist; null when neither is set. */
    readonly operator: { readonly email: string; readonly password: string } | null,
    /** JWT_PRIVATE_KEY_FILE and JWT_PUBLIC_KEY_FILE. */
    readonly keyFiles: SigningKeyFiles,
  ) {}

  /** @throws ConfigError */
  static from(home: string, env: Env = process.env): CustomersConfig {
    return new CustomersConfig(operatorFrom(env), signingKeyFiles(home, env));
  }
}

function operatorFrom(env: Env): CustomersConfig['operator'] {
  const email = textFrom(env, 'OPERATOR_EMAIL');
  const password = textFrom(env, 'OPERATOR_PASSWORD');
  if (email === undefined && password === undefined) return null;
  if (email === undefined || !/^[^@\s]+@[^@\s]+$/.test(email)) {
    throw new ConfigError('OPERATOR_EMAIL', email, 'an e-mail address, together with OPERATOR_PASSWORD');
  }
  if (password === undefined || password.length < MIN_PASSWORD_LENGTH) {
    // The value is a secret even when it is wrong.
    throw new ConfigError(
      'OPERATOR_PASSWORD',
      password && '…',
      `at least ${MIN_PASSWORD_LENGTH} characters, together with OPERATOR_EMAIL`,
    );
  }
  return { email, password };
}

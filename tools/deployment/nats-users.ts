import { SERVICES } from '@windrose/contracts';
import { permissionsOf } from '@windrose/jetstream';
import { natsUserConfig } from '@windrose/servers';

/** The variable that holds a service's password, at the broker and at the database. */
export function passwordVariable(service: string): string {
  return `${service.toUpperCase()}_PASSWORD`;
}

export const NATS_ADMIN_PASSWORD = 'NATS_ADMIN_PASSWORD';

/**
 * What deploy/nats/users.conf must be: an account for each service with the rights that it needs, and one that may do
 * everything. The passwords are the environment's of the server that reads it.
 */
export function natsUsersFile(): string {
  const services = SERVICES.map((service) =>
    natsUserConfig({
      user: service,
      password: `$${passwordVariable(service)}`,
      permissions: permissionsOf(service),
    }),
  );
  const users = [natsUserConfig({ user: 'admin', password: `$${NATS_ADMIN_PASSWORD}` }), ...services];
  return `${HEAD}\nauthorization: ${unquoted(JSON.stringify({ users }, undefined, 2))}\n`;
}

const HEAD = `# Who may do what at the broker. Written from the code by \`UPDATE_DOCS=1 npm test -- test/deployment\`, which
# compares it otherwise. Passwords come from the environment; each must begin with a letter, or it is taken for a number.
`;

/** In quotes a variable would be a text. Subjects begin with a dollar sign too, but have dots. */
function unquoted(json: string): string {
  return json.replace(/"(\$\w+)"/g, '$1');
}

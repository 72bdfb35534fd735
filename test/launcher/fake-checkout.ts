import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICES } from '@windrose/contracts';
import { CHECKOUT, temporaryDirectory, type TemporaryDirectory } from '@windrose/testing';

/** An app without a business: it is ready at once, answers every call, and stops when it is told to. */
const APP = `
import { createServer } from 'node:http';

const ports = [process.env.ADMIN_PORT, process.env.PORT].filter((port) => port !== undefined);
for (const port of ports) {
  createServer((request, response) => {
    response.writeHead(request.url === '/v1/auth/token' || request.method === 'GET' ? 200 : 201);
    response.end(JSON.stringify({ accessToken: 'token', env: process.env }));
  }).listen(Number(port), process.env.HOST);
}
if (process.argv[2] === process.env.FAILING_APP) throw new Error('this app always fails');
const stop = (): void => {
  console.log('stopped at', Date.now());
  process.exit(0);
};
process.on('SIGTERM', stop);
process.on('disconnect', stop);
`;

/**
 * A checkout with the real launcher, servers and libs, and stand-ins for the apps: what is tested with it is the
 * launcher, and a start takes a second or two.
 */
export function fakeCheckout(): TemporaryDirectory {
  const directory = temporaryDirectory('windrose-checkout-');
  for (const name of ['package.json', 'package-lock.json', '.swcrc', 'libs', 'tools']) {
    cpSync(join(CHECKOUT, name), join(directory.path, name), { recursive: true });
  }
  symlinkSync(join(CHECKOUT, 'node_modules'), join(directory.path, 'node_modules'));
  for (const app of SERVICES) {
    mkdirSync(join(directory.path, 'apps', app, 'src'), { recursive: true });
    writeFileSync(join(directory.path, 'apps', app, 'src', 'main.ts'), APP);
  }
  return directory;
}

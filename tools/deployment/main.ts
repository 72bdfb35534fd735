import { messageOf } from '@windrose/platform';
import { prepareDatabase } from './prepare-database';

prepareDatabase(process.env).then(
  (count) => process.stdout.write(`the roles are there, ${count} migrations were run\n`),
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exitCode = 1;
  },
);

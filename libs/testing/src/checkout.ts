import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ABOVE = join(__dirname, '../../..');

/** The checkout that this file is read in, or was compiled from: `dist` stands in it. */
export const CHECKOUT = existsSync(join(ABOVE, 'package.json')) ? ABOVE : dirname(ABOVE);

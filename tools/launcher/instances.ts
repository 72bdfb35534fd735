import { isService, SERVICES, type Service } from '@windrose/contracts';
import { ConfigError, textFrom, type Env } from '@windrose/platform';

const MOST = 20;

/** INSTANCES: one number for every app (`2`), or some apps' own (`orders=2,inventory=3`; the others have 1). */
export function instancesFrom(env: Env): Record<Service, number> {
  const text = textFrom(env, 'INSTANCES');
  const wrong = new ConfigError(
    'INSTANCES',
    text,
    `a number from 1 to ${MOST}, or app=number with commas between; apps are ${SERVICES.join(', ')}`,
  );
  const count = (digits: string): number => {
    const number = /^\d{1,3}$/.test(digits) ? Number(digits) : NaN;
    if (number >= 1 && number <= MOST) return number;
    throw wrong;
  };
  const all = (number: number) => Object.fromEntries(SERVICES.map((app) => [app, number])) as Record<Service, number>;
  if (text === undefined) return all(1);
  if (!text.includes('=')) return all(count(text.trim()));
  const instances = all(1);
  for (const part of text.split(',')) {
    const [app = '', digits = '', ...rest] = part.trim().split('=');
    if (!isService(app) || rest.length > 0) throw wrong;
    instances[app] = count(digits);
  }
  return instances;
}

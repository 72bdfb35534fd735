import type { Client, Page } from '../system/client';
import type { OrderLife } from './order-life';

interface Told {
  readonly service: string;
  readonly type: string;
  readonly at: string;
}

/** Orders that are told in full; the others' flaws are only named. */
const TOLD = 3;

/** What is broken, and for the orders that it is about: what was meant, what was done, and what happened. */
export async function report(
  broken: readonly string[],
  lives: readonly OrderLife[],
  { seed, operator }: { readonly seed: number; readonly operator: Client },
): Promise<string> {
  const flawed = lives.filter(({ id }) => id !== '' && broken.some((flaw) => flaw.includes(id)));
  const stories = await Promise.all(flawed.slice(0, TOLD).map((life) => tell(life, operator)));
  return [
    `${broken.length} broken (LIFE_SEED=${seed} draws the same plans again):`,
    ...broken.slice(0, 20).map((flaw) => `  ${flaw}`),
    ...stories,
  ].join('\n');
}

async function tell({ id, plan, story }: OrderLife, operator: Client): Promise<string> {
  const { body } = await operator.get<Page<Told>>(`/v1/orders/${id}/events`);
  return [
    `\norder ${id}`,
    `  what was meant: ${JSON.stringify(plan)}`,
    '  what was done:',
    ...story.lines.map((line) => `    ${line}`),
    '  what happened:',
    ...(body.data ?? []).map(({ service, type, at }) => `    ${at}  ${service.padEnd(13)} ${type}`),
  ].join('\n');
}

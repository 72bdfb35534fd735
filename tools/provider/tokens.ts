/** The cards of the simulator. Each stands for one way in which a real provider makes life hard. */
export const TOKENS = [
  'tok_ok',
  'tok_declined',
  'tok_slow',
  'tok_flaky',
  'tok_lost_answer',
  'tok_requires_action',
  'tok_capture_fails',
] as const;

export type Token = (typeof TOKENS)[number];

/** `tok_flaky`: authorise calls of one reference that get 503 before one is done. */
export const FLAKY_REFUSALS = 2;

/** `tok_capture_fails`: captures of one authorisation that are refused before one is done. */
export const REFUSED_CAPTURES = 1;

export interface Delays {
  /** `tok_slow`: milliseconds before each answer. */
  readonly slowMs: number;
  /** `tok_lost_answer`: milliseconds until the connection is dropped. */
  readonly lostMs: number;
}

export const DELAYS: Delays = { slowMs: 3_000, lostMs: 10_000 };

export function isToken(text: string): text is Token {
  return (TOKENS as readonly string[]).includes(text);
}

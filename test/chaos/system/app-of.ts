/** `orders` of `orders#2`. */
export function appOf(process: string): string {
  return process.split('#')[0]!;
}

/** A job's history with one more failed try, for an update of its row. */
export function jobFailureSql(error: string): string {
  return `history || jsonb_build_object('attempt', attempt, 'at', clock_timestamp(), 'worker', worker, 'error', ${error})`;
}

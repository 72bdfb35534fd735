export interface ReadAllOptions {
  /** Position after which to start; 0 for the log's beginning. */
  readonly after: number;
  readonly limit: number;
  /** Last position to read. Default: no bound. */
  readonly upTo?: number;
  /** Only events of these types. Default: all. */
  readonly types?: readonly string[];
}

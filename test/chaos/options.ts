import { Command, InvalidArgumentError, Option } from 'commander';
import { MUTATION_NAMES, type MutationName } from './mutations/all';
import { CLUSTER_FAULT_KINDS, type FaultKind } from './schedule/planned-fault';

export interface CampaignOptions {
  readonly seed: number;
  /** Minutes of load; starting, ending and checking come on top. */
  readonly minutes: number;
  readonly instances: number;
  /** Whether the broker is a cluster of three servers. */
  readonly cluster: boolean;
  readonly kinds: readonly FaultKind[];
  /** What is taken out of the system, to see whether that is found. */
  readonly mutation: MutationName | null;
  /** Orders a second. */
  readonly perSecond: number;
  readonly home: string;
  readonly port: number;
}

export interface CommandLine {
  readonly seed: number;
  readonly minutes: number;
  readonly instances: number;
  readonly rate: number;
  readonly cluster: boolean;
  readonly only?: readonly FaultKind[];
  readonly mutation?: MutationName;
  readonly home?: string;
  readonly json?: string;
}

/** What `npm run chaos --` takes. */
export function commandLine(argv: readonly string[]): CommandLine {
  const program = new Command('npm run chaos --')
    .description('injects faults into a running Windrose, then checks that nothing was lost')
    .option(
      '--seed <number>',
      'the same seed plans the same faults (default: another one each time)',
      wholeNumber,
      seedOfNow(),
    )
    .option('--cluster', 'against a broker of three servers with a copy of each stream on every one', false)
    .option('--minutes <number>', 'minutes of load and faults; at least 1 (default: 5, with --cluster 3)', positive)
    .option('--instances <number>', 'of each service', wholeNumber, 2)
    .option('--rate <number>', 'orders a second', positive, 10)
    .addOption(
      new Option('--only <fault...>', 'only these kinds of fault; kill-leader with --cluster').choices(
        CLUSTER_FAULT_KINDS,
      ),
    )
    .addOption(
      new Option(
        '--mutation <name>',
        'take this out of the system; exit code 0 only if the campaign finds that it is missing',
      ).choices(MUTATION_NAMES),
    )
    .option(
      '--home <directory>',
      'a new directory for the data of the system, which stays; by default a temporary one, deleted if all is well',
    )
    .option('--json <file>', 'also write the report to this file');
  const given = program.parse([...argv], { from: 'user' }).opts<Partial<CommandLine>>();
  if (given.only?.includes('kill-leader') && !given.cluster) program.error('error: --only kill-leader needs --cluster');
  return { minutes: given.cluster ? 3 : 5, ...given } as CommandLine;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError('A whole number is needed.');
  return Number(text);
}

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('A number above 0 is needed.');
  return number;
}

function seedOfNow(): number {
  return Date.now() % 1_000_000;
}

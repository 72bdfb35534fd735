import type { Service } from '@windrose/contracts';
import { verifyMirror, type Finding, type MirrorReport } from '@windrose/jetstream';
import type { Command } from 'commander';
import { withBroker } from '../broker';
import { printResult, type Cli, type GlobalOptions } from '../cli';
import { Failure } from '../failure';
import { findSystem } from '../find-system';
import { withLogs } from '../open-log';
import { count, progressBar } from '../progress-bar';
import { table } from '../table';
import { service } from '../values';

export function addMirrorVerifyCommand(mirror: Command, cli: Cli): void {
  mirror
    .command('verify')
    .description('Compare logs and mirrors event by event. Exit code 1 if anything differs.')
    .argument('[service]', 'whose log (default: all)', service)
    .action((name: Service | undefined, _options: unknown, command: Command) =>
      verify(cli, name, command.optsWithGlobals<GlobalOptions>()),
    );
}

async function verify(cli: Cli, name: Service | undefined, options: GlobalOptions): Promise<void> {
  const system = findSystem(cli, options);
  const mirrors = await withLogs(system, name, (logs) =>
    withBroker(system, async (broker) => {
      const reports: MirrorReport[] = [];
      // One after the other: the bar shows one, and the broker has better things to do.
      for (const log of logs) {
        const bar = progressBar(cli.terminal, log.service);
        reports.push(
          await verifyMirror(log, broker, { onProgress: (done, total) => bar.show(done, total) }).finally(() =>
            bar.end(),
          ),
        );
      }
      return reports;
    }),
  );
  const differences = mirrors.reduce((sum, { missing, differing, extra }) => sum + missing + differing + extra, 0);
  await printResult(cli, options, { mirrors, differences }, () => reportsText(cli, mirrors));
  if (differences > 0)
    throw new Failure(`logs and mirrors differ in ${count(differences)} places`, 'mirror_differs', { differences });
}

function reportsText({ terminal }: Cli, mirrors: readonly MirrorReport[]): string {
  const columns = [
    { title: 'MIRROR' },
    { title: 'COMPARED', align: 'right' },
    { title: 'EXPIRED', align: 'right' },
    { title: 'MISSING', align: 'right' },
    { title: 'DIFFERING', align: 'right' },
    { title: 'EXTRA', align: 'right' },
  ] as const;
  const rows = mirrors.map(({ stream, events, expired, missing, differing, extra }) => [
    stream,
    ...[events, expired, missing, differing, extra].map(count),
  ]);
  const findings = mirrors.flatMap(({ stream, findings }) =>
    findings.map((finding) => `${stream}  ${findingText(finding)}\n`),
  );
  return [table(columns, rows, terminal.width), ...(findings.length > 0 ? ['\n', ...findings] : [])].join('');
}

function findingText(finding: Finding): string {
  switch (finding.kind) {
    case 'missing':
    case 'extra':
      return `${finding.from === finding.to ? finding.from : `${finding.from} to ${finding.to}`}: ${finding.kind}`;
    case 'differing':
      return `${finding.position}: differs in ${finding.fields.join(', ')}`;
    default:
      return finding satisfies never;
  }
}

import { rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { messageOf } from '@windrose/platform';
import { portWithRoomAbove, temporaryDirectory } from '@windrose/testing';
import { campaign } from './campaign';
import { commandLine, type CampaignOptions } from './options';
import { reportJson } from './report/json';
import { isAsItMustBe } from './report/report';
import { Stage } from './report/stage';
import { reportText } from './report/text';
import { CLUSTER_FAULT_KINDS, FAULT_KINDS } from './schedule/planned-fault';

/** @returns the exit code: 0 when nothing was lost, or when a mutation was found out */
async function main(): Promise<number> {
  const {
    seed,
    minutes,
    instances,
    rate,
    cluster,
    only,
    mutation = null,
    home: given,
    json,
  } = commandLine(process.argv.slice(2));
  const home = given === undefined ? temporaryDirectory('windrose-chaos-').path : resolve(given);
  await mkdir(home, { recursive: true });
  if ((await readdir(home)).length > 0) throw new Error(`--home: ${home} is not empty`);
  const options: CampaignOptions = {
    seed,
    minutes,
    instances,
    cluster,
    home,
    kinds: only ?? (cluster ? CLUSTER_FAULT_KINDS : FAULT_KINDS),
    mutation,
    perSecond: rate,
    port: process.env.PORT === undefined ? await portWithRoomAbove(instances) : Number(process.env.PORT),
  };
  const stage = new Stage();
  const report = await campaign(options, stage).finally(() => stage.end());
  process.stdout.write(`${reportText(report)}\n`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(reportJson(report), null, 2)}\n`);
  const ok = isAsItMustBe(report);
  if (given === undefined && ok) rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  else process.stdout.write(`data and logs: ${home}\n`);
  return ok ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`chaos: ${messageOf(error)}\n`);
    process.exit(1);
  },
);

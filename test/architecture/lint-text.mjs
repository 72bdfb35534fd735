import { text } from 'node:stream/consumers';
import { ESLint } from 'eslint';

/**
 * Lints texts as if they were files of the project, for `lint.unit.spec.ts`. A process of its own, because Jest has no
 * loader for the `import()` with which ESLint reads its configuration.
 *
 * Reads `[{ path, code }]` from stdin, where each path must name an existing file so that it has types. Writes, in the
 * same order, the ids of the rules that complained.
 */
const eslint = new ESLint();
const reported = [];
for (const { path, code } of JSON.parse(await text(process.stdin))) {
  const [result] = await eslint.lintText(code, { filePath: path });
  reported.push(result.messages.map((message) => message.ruleId ?? message.message));
}
process.stdout.write(JSON.stringify(reported));

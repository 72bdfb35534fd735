import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';

/** The folders with programs: what `nest build` compiles too, with the same settings and to the same place. */
const FOLDERS = ['apps', 'libs', 'tools', 'test', 'bench'];
const OUTPUT = 'dist';
/** What the last build made, and from what. */
const RECORD = join(OUTPUT, '.build.json');

/**
 * Compiles what has changed since the last build and removes what has lost its source.
 *
 * @param {string} root the checkout, with its packages installed
 * @returns {{ compiled: number, removed: number, total: number }}
 */
export function build(root) {
  const swc = createRequire(join(root, 'package.json'))('@swc/core');
  const settings = readFileSync(join(root, '.swcrc'), 'utf8');
  const toolchain = digest(`${swc.version} ${settings} ${root}`);
  const last = recordOf(root);
  const before = last.toolchain === toolchain ? last.files : {};
  const sources = FOLDERS.flatMap((folder) => filesIn(root, folder)).filter(isSource);

  const files = {};
  let compiled = 0;
  for (const source of sources) {
    const text = readFileSync(join(root, source), 'utf8');
    const hash = digest(text);
    const output = join(root, outputOf(source));
    // `nest build` writes the same files, maybe from an older state of the source.
    const known = before[source];
    if (known?.hash !== hash || known.writtenAt !== writtenAt(output)) {
      compile(swc, JSON.parse(settings), root, source, text);
      compiled += 1;
    }
    files[source] = { hash, writtenAt: writtenAt(output) };
  }
  const removed = removeStale(root, sources);
  if (compiled + removed > 0) replace(join(root, RECORD), JSON.stringify({ toolchain, files }));
  return { compiled, removed, total: sources.length };
}

function compile(swc, settings, root, source, text) {
  const output = join(root, outputOf(source));
  mkdirSync(dirname(output), { recursive: true });
  const { code, map } = swc.transformSync(text, {
    ...settings,
    jsc: { ...settings.jsc, baseUrl: root },
    swcrc: false,
    filename: join(root, source),
    sourceFileName: relative(dirname(output), join(root, source)),
  });
  if (map !== undefined) replace(`${output}.map`, map);
  replace(output, map === undefined ? code : `${code}\n//# sourceMappingURL=${basename(output)}.map`);
}

function removeStale(root, sources) {
  const wanted = new Set(sources.map(outputOf));
  const made = FOLDERS.flatMap((folder) => filesIn(root, join(OUTPUT, folder)));
  const stale = made.filter((path) => !wanted.has(path.replace(/\.map$/, '')));
  for (const path of stale) rmSync(join(root, path), { force: true });
  return stale.length;
}

/** The files below a folder, as paths from the root; none when there is no such folder. */
function filesIn(root, folder) {
  try {
    const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

function isSource(path) {
  return path.endsWith('.ts') && !path.endsWith('.spec.ts') && !path.endsWith('.d.ts');
}

function outputOf(source) {
  return join(OUTPUT, source.replace(/\.ts$/, '.js'));
}

/** By rename: a program that starts at this moment reads the old file or the new one. */
function replace(path, content) {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}

function recordOf(root) {
  try {
    return JSON.parse(readFileSync(join(root, RECORD), 'utf8'));
  } catch {
    return { files: {} };
  }
}

function writtenAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

function digest(text) {
  return createHash('sha256').update(text).digest('base64url');
}

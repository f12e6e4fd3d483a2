/**
 * @file Bundles src/ into dist/ with esbuild: four entries that share their chunks (command line, training worker, runtime,
 * compiler). Nothing is built at install time, so the command
 * (genc.mjs) asks `isFresh` first and builds where the sources are newer.
 *
 * Two processes may build at once, and a third may be running from an older build: files are written beside and renamed
 * into place, chunks carry their content's hash, entries follow the chunks they need, and the stamp comes last. Chunks
 * that no build has named for a day are removed.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dist = path.join(root, 'dist');
const stampFile = path.join(dist, 'stamp');
const dayInMilliseconds = 24 * 60 * 60 * 1000;

const entries = {
  cli: 'src/cli/main.ts',
  worker: 'src/cli/training/worker.ts',
  runtime: 'src/cli/runtime.ts',
  compiler: 'src/compiler/compile.ts',
};

/** True where dist/ was built from the sources as they are: the same list of files, none of them newer than the build. */
export function isFresh() {
  let stamp;
  let builtAt;
  try {
    stamp = fs.readFileSync(stampFile, 'utf8');
    builtAt = fs.statSync(stampFile).mtimeMs;
  } catch {
    return false;
  }
  const sources = listSources();
  return (
    stamp === listText(sources) && sources.every((name) => fs.statSync(`${root}/${name}`).mtimeMs <= builtAt)
  );
}

/** Builds dist/. Rejects with esbuild's own error, which names file and line. */
export async function build() {
  const { build: bundle } = await import('esbuild');
  const startedAt = new Date();
  const sources = listSources();
  const staging = path.join(root, `dist-${process.pid}`);
  try {
    const result = await bundle({
      absWorkingDir: root,
      entryPoints: entries,
      outdir: staging,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      // Less to read at each start; names stay as they are, for stack traces.
      minifyWhitespace: true,
      minifySyntax: true,
      plugins: [{ name: 'packages', setup: chooseExternals }],
      chunkNames: 'chunks/[name]-[hash]',
      sourcemap: 'linked',
      metafile: true,
      logLevel: 'silent',
    });
    const outputs = Object.keys(result.metafile.outputs).map((file) =>
      path.relative(staging, path.join(root, file)),
    );
    install(staging, outputs);
    removeOldChunks(new Set(outputs));
    const stampDraft = path.join(staging, 'stamp');
    fs.writeFileSync(stampDraft, listText(sources));
    // A source that changes while we build must count as newer.
    fs.utimesSync(stampDraft, startedAt, startedAt);
    fs.renameSync(stampDraft, stampFile);
  } finally {
    fs.rmSync(staging, { recursive: true, force: true });
  }
}

/**
 * Packages are loaded from node_modules, but for the parser's: those are hundreds of small modules, and opening each one would
 * be most of the time that `genc check` takes.
 */
function chooseExternals(build) {
  const bundled = /^(chevrotain|@chevrotain|lodash-es)(\/|$)/;
  build.onResolve({ filter: /^[^./]/ }, ({ path: name, kind }) =>
    kind === 'entry-point' || bundled.test(name) ? undefined : { path: name, external: true },
  );
}

/** Moves the built files into dist/, shared chunks before the entries that import them. */
function install(staging, outputs) {
  fs.mkdirSync(path.join(dist, 'chunks'), { recursive: true });
  const chunksFirst = outputs.toSorted((a, b) => Number(b.includes('chunks')) - Number(a.includes('chunks')));
  for (const file of chunksFirst) fs.renameSync(path.join(staging, file), path.join(dist, file));
}

function removeOldChunks(current) {
  for (const name of fs.readdirSync(path.join(dist, 'chunks'))) {
    const file = path.join('chunks', name);
    if (current.has(file)) continue;
    const age = Date.now() - fs.statSync(path.join(dist, file)).mtimeMs;
    if (age > dayInMilliseconds) fs.rmSync(path.join(dist, file), { force: true });
  }
}

/**
 * Every file that the build depends on. At each start of `genc` some six hundred names go through here and `isFresh`: they are put together
 * as they are, since `path.join` would take most of the time.
 */
function listSources() {
  const found = ['bin/build.mjs', 'package.json'];
  const walk = (folder) => {
    for (const entry of fs.readdirSync(`${root}/${folder}`, { withFileTypes: true })) {
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(name);
      else if (name.endsWith('.ts') || name.endsWith('.json')) found.push(name);
    }
  };
  walk('src');
  walk('grammar');
  return found.sort();
}

/** The names themselves: loading a hash would take longer than comparing them. */
function listText(sources) {
  return sources.join('\n');
}

if (process.argv[1] && import.meta.url === pathToFileURL(fs.realpathSync(process.argv[1])).href)
  await build();

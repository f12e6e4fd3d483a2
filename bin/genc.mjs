#!/usr/bin/env node
/**
 * @file The command `genc`. Installing runs no scripts, so the bundle in dist/ is made here, on first use and whenever the
 * sources have changed since (a fraction of a second); then the command line takes over.
 */
import * as module from 'node:module';
import { build, isFresh } from './build.mjs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`genc needs Node 20.19 or newer; this is ${process.version}.`);
  process.exit(2);
}

try {
  if (!isFresh()) await build();
} catch (error) {
  console.error(`genc could not build itself: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
// Keeps compiled code between runs where Node can (22 and newer); a start is a third shorter.
module.enableCompileCache?.();
const { main } = await import('../dist/cli.js');
process.exitCode = await main(process.argv.slice(2), new URL('../dist/worker.js', import.meta.url));

/** @file `npm run bench`: bundles the benchmark, which is TypeScript, and runs it. Arguments go through; see bench/main.ts. */
import { runBundled } from '../bin/run-bundled.mjs';

await runBundled(new URL('main.ts', import.meta.url), 'genc-bench');

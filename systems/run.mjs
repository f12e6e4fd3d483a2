/** @file `npm run systems`: bundles the studies, which are TypeScript, and runs them. Arguments go through; see systems/main.ts. */
import { runBundled } from '../bin/run-bundled.mjs';

await runBundled(new URL('main.ts', import.meta.url), 'genc-systems');

/** @file Tests that run with `npm test`: everything but test/slow. The last line of the output counts them. */
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { 'genc/runtime': new URL('./src/cli/runtime.ts', import.meta.url).pathname } },
  test: {
    setupFiles: ['test/support/property-seed.ts'],
    include: ['test/**/*.test.ts'],
    exclude: ['test/slow/**', 'node_modules/**'],
    reporters: ['default', './test/support/count-reporter.ts'],
    testTimeout: 60_000,
    // By default one core is left free, which on two cores leaves one at work.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});

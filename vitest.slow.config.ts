/** @file Tests that train for minutes, run with `npm run test:slow`. */
import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

export default mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: [] } },
  defineConfig({
    test: {
      include: ['test/slow/**/*.test.ts'],
      exclude: ['node_modules/**'],
      testTimeout: 3_600_000,
      // They measure training; side by side they would slow each other down.
      fileParallelism: false,
    },
  }),
);

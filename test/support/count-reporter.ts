/**
 * @file A vitest reporter that says, as the last line of the whole run, how many tests passed and failed: "12 passed, 0 failed".
 * A file that could not be loaded, and an error outside of any test, count as failures.
 */
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** The reporter, as vitest's configuration names it: by its file. */
class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    for (const module of modules) {
      failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed++;
        if (state === 'failed') failed++;
      }
    }
    // The default reporter prints its own summary in the same turn; ours is the last line.
    process.on('exit', () => process.stdout.write(`${passed} passed, ${failed} failed\n`));
  }
}

export default CountReporter;

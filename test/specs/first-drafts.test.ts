/**
 * @file The twelve systems in the language as it was first drawn up (test/unit/parse/fixtures): each still compiles as it was written, and no lint fires. Their
 * better forms are those of specs/, whose emitted code is also type-checked.
 */
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compiler/compile.ts';
import { renderPretty } from '../../src/compiler/diagnostics/render/pretty.ts';
import { fixtures } from '../unit/parse/support.ts';

it('are twelve', () => {
  expect(fixtures).toHaveLength(12);
});

/** StyleGAN's critic has minibatchStddev under R1, which is a warning by the rules of gradients and stays one. */
const warned: Readonly<Record<string, readonly string[]>> = { 'stylegan.gen': ['gradient/batch-statistics'] };

describe('compiles', () => {
  it.each(fixtures.map((file) => [file.path, file] as const))('%s', (path, file) => {
    const sources = new Map([[path, file]]);
    const { program, diagnostics } = compile(sources, path);
    expect(
      diagnostics.map((one) => one.code),
      renderPretty(diagnostics, sources),
    ).toEqual(warned[path] ?? []);
    expect(program).toBeDefined();
  });
});

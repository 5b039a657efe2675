import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { findExecutable } from '../../generator/find-executable.ts';
import { packagePath } from '../../generator/package-root.ts';

/** What a group of tests needs that a plain checkout does not have. */
export interface Requirements {
  /** Programs that must be in the PATH, such as `iverilog`. */
  readonly tools?: readonly string[];
  /** Files or folders below the shared models, such as `texts/names.txt`. */
  readonly shared?: string | readonly string[];
}

/** Path of a file among the shared models, which are read in place and never copied into the repository. */
export function sharedPath(file: string): string {
  return join(process.env['FPGA_GEN_SHARED'] ?? packagePath('..', 'shared'), 'models', file);
}

/**
 * A `describe` that needs something. Where it is missing, the group is skipped with a warning; but with
 * FPGA_GEN_REQUIRE_TOOLS=1 (tools) or FPGA_GEN_REQUIRE_SHARED=1 (shared files) it fails. `group` may read
 * the shared files while it declares its tests: it is not called unless they are there.
 */
export function describeWith(requirements: Requirements, name: string, group: () => void): void {
  const missing = missingOf(requirements);
  if (missing.length === 0) {
    describe(name, group);
    return;
  }
  const complaint = `needs ${missing.map(({ what }) => what).join(' and ')}`;
  if (missing.some(({ variable }) => process.env[variable] === '1')) {
    test(name, () => {
      throw new Error(`${complaint}, which this run demands`);
    });
    return;
  }
  console.warn(`SKIPPED: "${name}" ${complaint}`);
  test.skip(`${name} (${complaint})`, () => undefined);
}

interface Missing {
  readonly what: string;
  /** The variable that turns the skip into a failure. */
  readonly variable: string;
}

function missingOf({ tools = [], shared = [] }: Requirements): readonly Missing[] {
  const files = typeof shared === 'string' ? [shared] : shared;
  return [
    ...tools
      .filter((tool) => findExecutable(tool) === undefined)
      .map((tool) => ({ what: `the program ${tool}`, variable: 'FPGA_GEN_REQUIRE_TOOLS' })),
    ...files
      .map(sharedPath)
      .filter((path) => !existsSync(path))
      .map((path) => ({ what: `the file ${path}`, variable: 'FPGA_GEN_REQUIRE_SHARED' })),
  ];
}

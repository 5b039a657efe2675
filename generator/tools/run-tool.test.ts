import { describe, expect, test } from 'vitest';
import { ToolError } from '../errors.ts';
import { findTool, firstErrorLine, requireTool, runTool, versionIn } from './run-tool.ts';

describe('run-tool', () => {
  test('runs a program and captures both streams', async () => {
    const run = await runTool('sh', ['-c', 'echo out; echo err >&2']);
    expect(run.log.split('\n').sort()).toEqual(['err', 'out']);
    expect(run.exitCode).toBe(0);
  });

  test('a failure carries command, exit code, log and first error line', async () => {
    const failure = await runTool('sh', [
      '-c',
      'echo fine; echo "a.v:3: error: no such thing"; exit 7',
    ]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ToolError);
    expect(failure).toMatchObject({
      tool: 'sh',
      toolExitCode: 7,
      firstErrorLine: 'a.v:3: error: no such thing',
      log: 'fine\na.v:3: error: no such thing',
    });
    expect(String(failure)).toContain("sh -c 'echo fine;");
  });

  test('an accepted exit code is an answer', async () => {
    expect((await runTool('sh', ['-c', 'exit 3'], { acceptExitCodes: [3] })).exitCode).toBe(3);
  });

  test('a tool that hangs is stopped and says so', async () => {
    await expect(runTool('sleep', ['20'], { timeoutMs: 100 })).rejects.toThrow(/stopped after 0\.1 s/);
  });

  test('a missing tool is null to findTool and an error with a hint to requireTool', async () => {
    expect(await findTool('no-such-tool-of-ours')).toBeNull();
    await expect(requireTool('no-such-tool-of-ours')).rejects.toThrow(/not installed[\s\S]*apt-get install/);
  });

  test('finds the error in the logs of the tools we use', () => {
    expect(firstErrorLine("1. Executing\nWarning: x\nERROR: Module `\\y' not found\n")).toMatch(
      /^ERROR: Module/,
    );
    expect(firstErrorLine('%Error: a.v:1: syntax')).toBe('%Error: a.v:1: syntax');
    expect(firstErrorLine('no errors found\nlast\n')).toBe('last');
    expect(firstErrorLine('', 'nothing')).toBe('nothing');
  });

  test('reads version numbers', () => {
    expect(versionIn('Yosys 0.23 (git sha1 7ce5011c24b)')).toBe('0.23');
    expect(versionIn('nextpnr-ice40 -- Next Generation Place and Route (Version 0.4-1+b1)')).toBe('0.4');
    expect(versionIn('Verilator 5.006 2023-01-22 rev')).toBe('5.006');
    expect(versionIn('nothing')).toBe('unknown');
  });
});

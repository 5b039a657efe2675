import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { hashMismatches, readManifest } from '../generator/design/hashes.ts';
import type { VerifyRequest, VerifyResult } from '../generator/schema/verify.ts';
import { findTool, requireTool } from '../generator/tools/run-tool.ts';
import { blamingDamage } from '../sim/design/intact.ts';
import { type LoadedDesign, loadDesign } from '../sim/design/load-design.ts';
import { cyclesOf, sequenceRequest } from '../sim/simulate.ts';
import { benchFiles } from './verify/bench-files.ts';
import { type Comparison, compareStreams, parseObservation } from './verify/compare.ts';
import { coreCycles, type Expectation, expectation, OUTPUT_STREAM } from './verify/expectation.ts';
import { RTL_SIMULATORS, type RtlSimulator } from './verify/rtl-simulators.ts';
import { corruptions } from './verify/self-test.ts';
import { SOURCE_FOLDERS, verilogSources } from './verify/verilog-sources.ts';

/** A file of the copy that an RTL simulator reads, changed. */
export type Corruption = (folder: string) => Promise<void>;

/**
 * Compares the simulator with RTL simulators: tokens, cycles at the edges, and every beat of every rigid stream, exactly.
 * @throws ToolError where none of the simulators asked for is installed
 */
export function verify(request: VerifyRequest): Promise<VerifyResult> {
  return blamingDamage(request.folder, () => verifyBuild(request));
}

async function verifyBuild(request: VerifyRequest): Promise<VerifyResult> {
  const folder = resolve(request.folder);
  const loaded = loadDesign(request.folder);
  const manifest = readManifest(request.folder);
  const expected = expectation(loaded, sequenceRequest(loaded, request), request.stallSeed);
  const { simulator: chosen = 'all', selfTest: corruptsToo = false } = request;
  const wanted = RTL_SIMULATORS.filter(({ name }) => chosen === 'all' || chosen === name);
  const found = await Promise.all(
    wanted.map(async (simulator) => ({ simulator, tool: await findTool(simulator.tool) })),
  );
  const installed = found.filter(({ tool }) => tool !== null);
  const [first] = wanted;
  if (installed.length === 0 && first !== undefined) await requireTool(first.tool);

  const simulators: VerifyResult['simulators'][number][] = [];
  const selfTest: NonNullable<VerifyResult['self_test']>[number][] = [];
  for (const { simulator, tool } of installed) {
    const { observation, comparison } = await runOnce(folder, loaded, expected, simulator);
    const outputs = observation.streams.get(OUTPUT_STREAM) ?? [];
    const inputs = observation.streams.get('s_axis') ?? [];
    const edges = {
      ...expected.result.edges,
      inputs: inputs.map(({ cycle }) => cycle),
      outputs: outputs.map(({ cycle }) => cycle),
    };
    simulators.push({
      name: simulator.name,
      version: tool?.version ?? '',
      ok: comparison.mismatch === null && observation.errors === 0 && !observation.timedOut,
      tokens: outputs.map(({ payload }) => Number(payload)).filter((token) => token >= 0),
      cycles: cyclesOf({ ...expected.result, edges }),
      beats_compared: comparison.compared,
      first_mismatch: comparison.mismatch,
    });
    if (!corruptsToo) continue;
    for (const { name, corrupt } of corruptions(loaded)) {
      const broken = await runOnce(folder, loaded, expected, simulator, corrupt);
      const seen = broken.comparison.mismatch !== null || broken.observation.timedOut;
      selfTest.push({ simulator: simulator.name, corruption: name, seen });
    }
  }
  const ok = simulators.every((simulator) => simulator.ok) && selfTest.every(({ seen }) => seen);
  return {
    ok,
    hash_mismatches: await hashMismatches(folder, manifest),
    skipped: found.filter(({ tool }) => tool === null).map(({ simulator }) => simulator.name),
    simulators,
    ...(corruptsToo ? { self_test: selfTest } : {}),
  };
}

/** Simulates a copy of the RTL and its images, corrupted if asked to, and compares. */
async function runOnce(
  folder: string,
  loaded: LoadedDesign,
  expected: Expectation,
  simulator: RtlSimulator,
  corrupt?: Corruption,
): Promise<{ observation: ReturnType<typeof parseObservation>; comparison: Comparison }> {
  const work = await mkdtemp(join(tmpdir(), 'fpga-gen-verify-'));
  try {
    for (const part of SOURCE_FOLDERS) {
      if (!existsSync(join(folder, part))) continue;
      await cp(join(folder, part), join(work, part), { recursive: true });
    }
    for (const [path, text] of benchFiles(loaded.design, expected)) {
      await mkdir(dirname(join(work, path)), { recursive: true });
      await writeFile(join(work, path), text);
    }
    await corrupt?.(work);
    await simulator.run(work, ['verify_bench.v', ...verilogSources(work)]);
    const observation = parseObservation(
      await readFile(join(work, 'beats.txt'), 'utf8'),
      coreCycles(expected.result),
    );
    return { observation, comparison: compareStreams(expected, observation) };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

import { type Design, makeDesign } from './emit/design.ts';
import { driverFiles } from './emit/drivers.ts';
import { emitDesign, type Target } from './emit/emit-design.ts';
import { manifestText } from './emit/manifest.ts';
import { writeOutputFolder } from './emit/output-folder.ts';
import { reportText } from './emit/report.ts';
import { toolScripts } from './emit/tool-scripts.ts';
import { writeFiles } from './emit/write-files.ts';
import { InputError } from './errors.ts';
import { roundingReasons } from './model/choices/choose.ts';
import type { IntegerModel } from './model/integer-model.ts';
import { loadModel } from './model/load.ts';
import type { LoadOptions } from './model/load-options.ts';
import { quantise } from './model/quantise.ts';
import { meanStepCycles, schedulePlan } from './program/schedule-plan.ts';
import type { BuildRequest, BuildResult } from './schema/build.ts';
import { type Board, loadBoard } from './sizing/board.ts';
import { choosePlan, type PlanReport } from './sizing/choose-plan.ts';
import { ARRAY_UNITS, ATTENTION_UNITS, type PlanChoices, type PlanCost } from './sizing/plan.ts';
import { type UnitContext, unitContext } from './units/context.ts';
import { designResources, unitResources, vendorResources } from './units/cost.ts';
import { matmulArrayParameters } from './units/matmul_array/parameters.ts';
import { wholeResources } from './units/resources.ts';
import { weightStoreParameters } from './units/weight_store/parameters.ts';

/** Clock cycles between the handshakes at the edges and a step: the queues' registers. */
const EDGE_CYCLES = 2;

/** The last percents of latency cost most of the area: this share of the speed is given for a smaller design. */
const SPEED_FOR_SPACE = 0.02;

/** Rooms ① to ④: a model and a board in, a build folder out. */
export async function buildDesign(request: BuildRequest): Promise<BuildResult> {
  const board = loadBoard(request.board);
  const model = loadIntegerModel(request);
  const planned = planFor(model, board, request);
  const reasons = [
    ...planned.reasons,
    ...roundingReasons(model),
    ...vendorReasons(unitContext(model, planned.plan), board),
  ];
  const report = { ...planned, reasons };
  const made = makeDesign(model, report.plan);
  const { files, design } = emitDesign(made, {
    board: board.name,
    part: board.part,
    family: board.family,
    resources: Object.fromEntries(Object.entries(report.resources).map(([name, { used }]) => [name, used])),
    unitResources: estimatedUnits(made.context, board),
  });
  const all = new Map(files);
  const scripts = toolScripts(design, String(files.get('rtl/filelist.f')));
  for (const [path, text] of [...scripts, ...driverFiles()]) all.set(path, text);
  const result = buildResult(request, board, made, report);
  all.set(
    'report.json',
    `${JSON.stringify({ ...result, dir: undefined, reasons: report.reasons }, null, 2)}\n`,
  );
  all.set('report.md', reportText(design, result, report, made.core));
  all.set('manifest.json', manifestText({ build_id: design.build_id }, all));
  await writeOutputFolder(request.output, { force: request.force ?? false, content: 'build' }, (folder) =>
    writeFiles(folder, all),
  );
  return result;
}

/** Rooms ① and ②. */
export function loadIntegerModel(request: LoadOptions & Pick<BuildRequest, 'model'>): IntegerModel {
  const { tokenizer, weightFormat, activationFormat, kvFormat, context } = request;
  return quantise(loadModel(request.model, { tokenizer, weightFormat, activationFormat, kvFormat, context }));
}

/** Room ③. */
export function planFor(model: IntegerModel, board: Board, choices: PlanChoices): PlanReport {
  const { array, weightStore, kvStore, sampler, rows, lanes, tokenSlots, headsParallel } = choices;
  const { clockHz, maxUtilisation } = choices;
  requireTokenSlots(tokenSlots ?? 1, model.shape.context);
  return choosePlan({
    board,
    shape: model.shape,
    ...(model.formats.groupSize > 0 ? { mostLanes: model.formats.groupSize } : {}),
    arrayUnits: model.formats.weightFormat === 'ternary' ? ARRAY_UNITS : ['matmul_array'],
    attentionUnits: model.rope === null ? ATTENTION_UNITS : ['attention'],
    speedForSpace: SPEED_FOR_SPACE,
    choices: {
      ...{ array, weightStore, kvStore, sampler, rows, lanes, tokenSlots, headsParallel },
      ...{ clockHz, maxUtilisation },
    },
    cost: (candidate): PlanCost => ({
      cyclesPerToken: (plan) => meanStepCycles(schedulePlan(unitContext(model, plan)), model.shape.context),
      resources: (plan) => designResources(unitContext(model, plan), candidate),
    }),
  });
}

/** Blocks of a prompt must not straddle the context's end. @throws InputError */
function requireTokenSlots(tokenSlots: number, context: number): void {
  if (Number.isInteger(Math.log2(tokenSlots)) && context % tokenSlots === 0) return;
  throw new InputError({
    subject: '--token-slots',
    rule: `must be a power of two that divides the context of ${context}`,
    received: tokenSlots,
    hint: 'Choose another number, or another --context.',
  });
}

/** Where yosys has to make logic of what a vendor's tool would put into block RAM: both, apart. */
function vendorReasons(context: UnitContext, board: Board): readonly string[] {
  const vendor = vendorResources(context, board);
  if (vendor === null) return [];
  const { lut, bram } = wholeResources(vendor);
  const { unit } = board.resources.lut;
  const blocks = board.resources.bram.unit;
  return [
    `yosys 0.23 cannot fill ${blocks}, so read-only memories are counted as logic; with them in blocks it would be ${lut} ${unit} and ${bram} ${blocks} (expected of the vendor's tool, which has not run)`,
  ];
}

/** What each unit of the core is estimated to take, to three decimals: a half or a third of a block is possible. */
function estimatedUnits(context: UnitContext, board: Board): Target['unitResources'] {
  const { accelerator_core: _core, edges: _edges, ...units } = unitResources(context, board);
  return Object.fromEntries(
    Object.entries(units).map(([unit, resources]) => [
      unit,
      Object.fromEntries(
        Object.entries(resources).map(([name, amount]) => [name, Math.round(amount * 1000) / 1000]),
      ),
    ]),
  );
}

/** Bytes of all weights, with the scales and zero points of int4 ones. */
function weightBytes(context: UnitContext): number {
  const { weightWords, weightWordBits } = weightStoreParameters(context);
  const { groupWords, rows, groupScaleBits } = matmulArrayParameters(context);
  return Math.ceil(
    (weightWords * weightWordBits + groupWords * rows * (groupScaleBits + ZERO_POINT_BITS)) / 8,
  );
}

const ZERO_POINT_BITS = 4;

/** Bytes of the KV cache, with the scales of keys and values where they have some. */
function kvBytes({ shape, formats }: IntegerModel): number {
  const { layers, context, kvHeads, headDim } = shape;
  return Math.ceil(
    (2 * layers * context * kvHeads * (headDim * formats.kvBits + (formats.kvScaled ? 16 : 0))) / 8,
  );
}

function buildResult(
  request: BuildRequest,
  board: Board,
  { context, schedule }: Design,
  report: PlanReport,
): BuildResult {
  const { plan } = report;
  const { model } = context;
  const first = schedule.cyclesAt(0) + EDGE_CYCLES;
  return {
    dir: request.output,
    board: board.name,
    clock_hz: plan.clockHz,
    plan: {
      rows: plan.rows,
      lanes: plan.lanes,
      array: plan.array,
      token_slots: plan.tokenSlots,
      heads_parallel: plan.headsParallel,
      weight_format: model.formats.weightFormat,
      weight_store: plan.weightStore,
      kv_store: plan.kvStore,
      sampler: plan.sampler,
      pipeline: plan.pipeline,
      adder_levels: plan.adderLevels,
      folds: model.folds,
    },
    resources: report.resources,
    memory: {
      weight_bytes: weightBytes(context),
      kv_bytes: kvBytes(model),
    },
    tokens_per_second: report.tokensPerSecond,
    time_to_first_token_s: first / plan.clockHz,
    power_w: null,
    limits: report.limits.map(({ what, tokensPerSecond }) => ({ what, tokens_per_second: tokensPerSecond })),
  };
}

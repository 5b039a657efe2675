import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { BipartiteTable, IntegerModel } from '../model/integer-model.ts';
import type { RopeTables } from '../model/rope-tables.ts';
import { storedTokenizer } from '../model/tokenizer/stored-tokenizer.ts';
import { encodeProgram } from '../program/encode.ts';
import { schedulePlan } from '../program/schedule-plan.ts';
import type { Plan } from '../sizing/plan.ts';
import { checkAttention } from '../units/attention/latency.ts';
import { type CoreParameters, coreParameters } from '../units/core-parameters.ts';
import { coreVerilog, embeddingSetsResidual, hardwiredStoreVerilog } from './core.ts';
import type { DesignFile, StreamDescription, TableDescription } from './design-file.ts';
import { memoryImages } from './memory-images.ts';
import { renderHierarchy } from './render.ts';
import { topVerilog } from './tops.ts';
import { weightWords } from './weight-words.ts';

/** Where a design is going. */
export interface Target {
  readonly board: string;
  readonly part: string;
  readonly family: string;
  /** Estimated use of each resource. */
  readonly resources: Readonly<Record<string, number>>;
  /** The same of each hardware unit. */
  readonly unitResources: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** For designs that are only simulated. */
export const NO_TARGET: Target = {
  board: 'none',
  part: 'none',
  family: 'none',
  resources: {},
  unitResources: {},
};

/** Families whose boards have no processor and few pins: a serial line is their host. */
const SERIAL_FAMILIES: ReadonlySet<string> = new Set(['ice40', 'gowin']);

/** A build: its files by path, and what design.json says. */
export interface EmittedDesign {
  readonly files: ReadonlyMap<string, string>;
  readonly design: DesignFile;
}

/** Everything of a build folder but reports and the manifest. Same input, same bytes. */
export function emitDesign(model: IntegerModel, plan: Plan, target: Target): EmittedDesign {
  const p = coreParameters(model, plan);
  checkAttention({ ...p, qBits: p.headBits }, model.tables);
  const operations = schedulePlan(model, plan);
  const program = encodeProgram(operations, p);
  const images = memoryImages(model, p, plan.array, operations, program);
  const head = model.operations.at(-1);
  if (head?.kind !== 'linear') throw new Error('a program ends with its head');

  const tokenizer = storedTokenizer(model.tokenizer);
  const core = coreVerilog(singleLine(model.name), p, plan, model, program);
  const design: Omit<DesignFile, 'build_id'> = {
    format: 'fpga-gen-design',
    version: 1,
    name: model.name,
    board: target.board,
    part: target.part,
    family: target.family,
    resources: target.resources,
    unit_resources: target.unitResources,
    clock_hz: plan.clockHz,
    top: SERIAL_FAMILIES.has(target.family) ? 'fpga_gen_uart' : 'fpga_gen_axi',
    shape: model.shape,
    formats: model.formats,
    folds: model.folds,
    tokenizer: tokenizer.entry,
    plan,
    core: p,
    program: { fields: program.fields, words: program.words.length },
    tables: tableDescriptions(model),
    feedForward: model.feedForward,
    embeddingSetsResidual: embeddingSetsResidual(model.operations),
    rope: model.rope === null ? null : ropeShape(model.rope),
    head: head.constant,
    streams: streams(p, plan.array, model.feedForward === 'relu' ? 'activation' : 'gated_activation'),
  };
  const buildId = createHash('sha256')
    .update(canonicalize({ ...design, core_verilog: core, images: [...images, ...tokenizer.files] }) ?? '')
    .digest('hex')
    .slice(0, 16);

  const stores =
    plan.weightStore === 'hardwired'
      ? { weight_store: hardwiredStoreVerilog(weightWords(model, p, plan.array, operations), p) }
      : {};
  const tops = topVerilog(p, {
    model: singleLine(model.name),
    buildId,
    clockHz: plan.clockHz,
    head: head.constant,
  });
  const modules = renderHierarchy({ ...stores, accelerator_core: core, ...tops });
  const files = new Map<string, string>();
  for (const [name, text] of modules) files.set(`rtl/${name}.v`, text);
  files.set('rtl/filelist.f', `${[...modules.keys()].map((name) => `rtl/${name}.v`).join('\n')}\n`);
  for (const [path, text] of [...images, ...tokenizer.files]) files.set(path, text);
  const complete: DesignFile = { ...design, build_id: buildId };
  files.set('design.json', `${JSON.stringify(complete, null, 2)}\n`);
  return { files, design: complete };
}

function tableDescriptions(model: IntegerModel): Record<string, TableDescription> {
  const tables = Object.entries(model.tables) as [string, BipartiteTable | null][];
  return Object.fromEntries(
    tables.flatMap(([name, table]) =>
      table === null ? [] : [[name, { fields: table.fields, outBits: table.outBits, t1Bits: table.t1Bits }]],
    ),
  );
}

function ropeShape({ pairBits, lowBits, highBits }: RopeTables): DesignFile['rope'] {
  return { pairBits, lowBits, highBits };
}

/** The rigid streams, by the core's wires. */
function streams(p: CoreParameters, array: string, hidden: string): StreamDescription[] {
  const bus = p.rows * p.xBits;
  const slots = Array.from({ length: p.tokenSlots }, (_, slot) => `g_slot[${slot}].`);
  const stream = (name: string, wires: string, bits: number): StreamDescription => ({
    name,
    valid: `g_slot[0].${wires}_valid`,
    data: slots.map((slot) => `${slot}${wires}_data`),
    bits: p.tokenSlots * bits,
  });
  return [
    stream('embedding', 'embedding', bus),
    stream('norm_quantise', 'q', p.lanes * p.activationBits),
    stream(array, 'acc', p.rows * p.accBits),
    stream('dequantise', 'y', p.rows * p.yBits),
    stream('residual', 'residual', bus),
    ...(p.biases === 1 ? [stream('head_bias', 'bias', p.rows * p.headBits)] : []),
    ...(p.rotary === 1 ? [stream('rope', 'rope', p.rows * p.headBits)] : []),
    stream(hidden, hidden, bus),
    { name: 'attention', valid: 'attention_valid', data: ['attention_data'], bits: p.tokenSlots * bus },
    { name: 'sampler', valid: 'token_valid_o', data: ['token_o'], bits: p.tokenBits },
  ];
}

/** A model's name as a Verilog comment may hold it: printable ASCII in one line that no comment end can escape from. */
function singleLine(name: string): string {
  return name
    .replace(/[^ -~]/g, '?')
    .replace(/\*\//g, '*?')
    .replace(/\\$/, '?')
    .slice(0, 80);
}

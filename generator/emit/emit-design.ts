import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { BipartiteTable, IntegerModel } from '../model/integer-model.ts';
import type { RopeTables } from '../model/rope-tables.ts';
import { storedTokenizer } from '../model/tokenizer/stored-tokenizer.ts';
import { instancesOf, type Netlist } from '../netlist/netlist.ts';
import { printVerilog } from '../netlist/print-verilog.ts';
import { coreParameters } from '../units/core-parameters.ts';
import { hardwiredStoreVerilog } from '../units/weight_store/hardwired.ts';
import { weightStoreParameters } from '../units/weight_store/parameters.ts';
import { embeddingSetsResidual } from './core-netlist.ts';
import type { Design } from './design.ts';
import type { DesignFile, StreamDescription, TableDescription } from './design-file.ts';
import { moduleVerilog } from './render.ts';
import { rtlModules, type Top, verificationModules } from './rtl-modules.ts';
import { singleLine } from './single-line.ts';
import { topVerilog } from './tops.ts';
import { weightImage } from './weight-words.ts';

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
export function emitDesign(
  { context, schedule, program, images, core }: Design,
  target: Target,
): EmittedDesign {
  const { model, plan } = context;
  const head = model.operations.at(-1);
  if (head?.kind !== 'linear') throw new Error('a program ends with its head');

  const tokenizer = storedTokenizer(model.tokenizer);
  const coreText = printVerilog(core);
  const top: Top = SERIAL_FAMILIES.has(target.family) ? 'fpga_gen_uart' : 'fpga_gen_axi';
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
    top,
    shape: model.shape,
    formats: model.formats,
    folds: model.folds,
    tokenizer: tokenizer.entry,
    plan,
    core: coreParameters(model, plan),
    program: { fields: program.fields, words: program.words.length },
    tables: tableDescriptions(model),
    feedForward: model.feedForward,
    embeddingSetsResidual: embeddingSetsResidual(model.operations),
    rope: model.rope === null ? null : ropeShape(model.rope),
    head: head.constant,
    streams: streamsOf(core),
  };
  const buildId = createHash('sha256')
    .update(
      canonicalize({ ...design, core_verilog: coreText, images: [...images, ...tokenizer.files] }) ?? '',
    )
    .digest('hex')
    .slice(0, 16);

  const generated: Readonly<Record<string, string>> = {
    ...hardwiredStore({ context, schedule }),
    accelerator_core: coreText,
    ...topVerilog(context, {
      model: singleLine(model.name),
      buildId,
      clockHz: plan.clockHz,
      head: head.constant,
    }),
  };
  const files = new Map<string, string>();
  const add = (folder: string, modules: readonly string[]): void => {
    if (modules.length === 0) return;
    for (const name of modules) files.set(`${folder}/${name}.v`, generated[name] ?? moduleVerilog(name));
    files.set(`${folder}/filelist.f`, modules.map((name) => `${folder}/${name}.v\n`).join(''));
  };
  add('rtl', rtlModules(top, core));
  add('tb', verificationModules(top));
  for (const [path, text] of [...images, ...tokenizer.files]) files.set(path, text);
  const complete: DesignFile = { ...design, build_id: buildId };
  files.set('design.json', `${JSON.stringify(complete, null, 2)}\n`);
  return { files, design: complete };
}

/** A store of constants, where the plan has one. */
function hardwiredStore({ context, schedule }: Pick<Design, 'context' | 'schedule'>): Record<string, string> {
  if (context.plan.weightStore !== 'hardwired') return {};
  const words = weightImage(context, schedule.operations);
  return { weight_store: hardwiredStoreVerilog(words, weightStoreParameters(context)) };
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

/** The valid-only streams of the core, by its wires: one for all token slots, the first one's data in the lowest bits. */
function streamsOf(core: Netlist): readonly StreamDescription[] {
  const streams = new Map<string, StreamDescription>();
  for (const { stream } of instancesOf(core)) {
    if (stream === undefined) continue;
    const { name, valid, data, bits } = stream;
    const known = streams.get(name) ?? { name, valid, data: [], bits: 0 };
    streams.set(name, { ...known, data: [...known.data, data], bits: known.bits + bits });
  }
  return [...streams.values()];
}

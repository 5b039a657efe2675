import { z } from 'zod';
import type { DeepReadonly } from './deep-readonly.ts';

const count = z.number().nonnegative();
const perResource = { lut: count, ff: count, bram: count, uram: count, dsp: count };
const unit = z.string().nullable();
const levels = z.int().nonnegative();

export const synthResultSchema = z
  .strictObject({
    tool: z.enum(['yosys', 'nextpnr']),
    version: z.string(),
    top: z.string(),
    family: z.string(),
    grade: z.string().meta({ description: 'speed grade, or the device of iCE40' }),
    flatten: z.boolean(),
    resources: z
      .strictObject(perResource)
      .meta({ description: 'in the units of the family; parts of a block are possible' }),
    units: z
      .strictObject({ lut: unit, ff: unit, bram: unit, uram: unit, dsp: unit })
      .meta({ description: 'what one unit is; null where the family has none' }),
    estimate_error: z
      .record(z.string(), z.number().nullable())
      .meta({ description: "by resource: (estimate − tool's figure) / tool's figure; null where that is 0" }),
    logic_levels: z
      .strictObject({ levels, from: z.string(), to: z.string() })
      .meta({ description: 'the path with most logic levels' }),
    fmax_hz: z.number().positive().optional().meta({ description: 'of tools that place and route' }),
    timing: z
      .strictObject({
        nanoseconds: count,
        error_band: count,
        levels,
        from: z.string(),
        to: z.string(),
        path: z.array(
          z.strictObject({ cell: z.string(), type: z.string(), incr: z.number(), at: z.number() }),
        ),
      })
      .meta({ description: "the slowest path by the family's table of delays, before placement" }),
    unit_errors: z
      .record(z.string(), z.record(z.string(), z.number().nullable()))
      .meta({ description: 'likewise of each hardware unit, synthesised apart from the others' }),
    modules: z
      .record(z.string(), z.strictObject({ ...perResource, instances: z.int().positive() }))
      .meta({ description: 'one instance of each unit with all inside it' }),
    cells: z.record(z.string(), z.int().nonnegative()),
    utilisation: z
      .record(z.string(), z.strictObject({ used: count, available: count }))
      .optional()
      .meta({ description: "of the placed device, by the tool's own names" }),
    files: z.strictObject({ netlist: z.string(), log: z.string(), bitstream: z.string().optional() }),
  })
  .meta({ title: 'fpga-gen synth --json' });

export type SynthResult = DeepReadonly<z.infer<typeof synthResultSchema>>;

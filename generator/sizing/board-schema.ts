import { z } from 'zod';

/** The FPGA families whose primitives we can count and map. */
export const FAMILIES = [
  'xilinx_ultrascale_plus',
  'xilinx_7',
  'cyclone_v',
  'ecp5',
  'ice40',
  'gowin',
] as const;
export type Family = (typeof FAMILIES)[number];

/** Resources that a plan is held against, in the order in which they are reported. */
export const RESOURCE_NAMES = ['lut', 'ff', 'bram', 'uram', 'dsp'] as const;
export type ResourceName = (typeof RESOURCE_NAMES)[number];

const text = z.string({ error: 'must be text' }).min(1, { error: 'must not be empty' });

const source = text.meta({
  description:
    'where the number comes from: a datasheet and its table, a report, a measurement; one that begins with ' +
    '"from memory" or "assumption" is shown as unverified',
});

const hertz = z
  .int({ error: 'must be a whole number of hertz' })
  .min(1, { error: 'must be at least 1 Hz' })
  .max(1_000_000_000, { error: 'must be at most 1,000,000,000 Hz' });

const resource = z.strictObject({
  count: z.int({ error: 'must be a whole number' }).min(0, { error: 'must not be negative' }),
  unit: text.meta({
    description: "the family's own name of one unit, such as LUT6, ALM, BRAM36; none if count is 0",
  }),
  source,
});

const operatingPoint = z
  .strictObject({
    hz: hertz.meta({ description: 'highest clock at which this pipelining is expected to meet timing' }),
    pipeline: z.literal([0, 1], { error: 'must be 0 (shallow) or 1 (deep)' }),
    adder_levels: z
      .int({ error: 'must be a whole number' })
      .min(1, { error: 'must be at least 1' })
      .max(8, { error: 'must be at most 8' })
      .meta({ description: 'levels of an adder tree between two registers' }),
    source,
  })
  .meta({ description: 'a depth of pipelining and the clock it stands for' });

/** A board file as it stands on disk (YAML); published as `docs/schema/board.schema.json`. */
export const boardFileSchema = z
  .strictObject({
    name: z
      .string({ error: 'must be text' })
      .regex(/^[a-z0-9][a-z0-9-]*$/, { error: 'must consist of a-z, 0-9 and -' })
      .max(60, { error: 'must have at most 60 characters' }),
    title: text,
    part: text.meta({ description: 'ordering code of the device, as the vendor tool wants it' }),
    family: z.enum(FAMILIES, { error: `must be one of ${FAMILIES.join(', ')}` }),
    nextpnr: z
      .strictObject({
        tool: z.enum(['nextpnr-ice40', 'nextpnr-ecp5'], { error: 'must be nextpnr-ice40 or nextpnr-ecp5' }),
        device: text.meta({ description: 'its device option without the dashes: hx8k, up5k, 85k' }),
        package: text,
      })
      .optional()
      .meta({ description: 'for the families that nextpnr places' }),
    resources: z.strictObject({
      lut: resource,
      ff: resource,
      bram: resource,
      uram: resource,
      dsp: resource,
    }),
    max_utilisation: z
      .strictObject({
        share: z.number().gt(0, { error: 'must be above 0' }).max(1, { error: 'must be at most 1' }),
        source,
      })
      .optional()
      .meta({
        description:
          'share of the LUTs and of the flip-flops that a plan may use unless --max-utilisation says otherwise; 0.7 where absent',
      }),
    clock: z.strictObject({
      default_hz: z
        .strictObject({ hz: hertz, source })
        .meta({ description: 'clock of a plan unless --clock says otherwise' }),
      operating_points: z.array(operatingPoint).min(1, { error: 'must hold at least one operating point' }),
    }),
    oscillator: z.strictObject({ hz: hertz, pin: text, source }).optional().meta({
      description: 'clock input of the fabric; absent where the processing system brings the clock',
    }),
  })
  .meta({ title: 'fpga-gen board file' });

export type BoardFile = z.infer<typeof boardFileSchema>;

/** JSON Schema 2020-12 of a board file, with a final newline. */
export function boardJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(boardFileSchema), null, 2)}\n`;
}

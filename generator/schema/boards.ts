import { z } from 'zod';
import type { DeepReadonly } from './deep-readonly.ts';

const resourceSchema = z.strictObject({
  count: z.int().nonnegative(),
  unit: z.string().meta({ description: 'what the family counts in, such as LUT6, ALM or BRAM36' }),
});

const sourceCount = z.int().nonnegative();

export const boardsResultSchema = z
  .strictObject({
    boards: z.array(
      z.strictObject({
        name: z.string().meta({ description: 'for --board' }),
        title: z.string(),
        part: z.string(),
        family: z.string(),
        resources: z.strictObject({
          lut: resourceSchema,
          ff: resourceSchema,
          bram: resourceSchema,
          uram: resourceSchema,
          dsp: resourceSchema,
        }),
        clock_hz: z.number().positive().meta({ description: 'unless --clock says otherwise' }),
        max_clock_hz: z.number().positive(),
        sources: z
          .strictObject({ verified: sourceCount, assumption: sourceCount, from_memory: sourceCount })
          .meta({ description: 'how many numbers of the board file rest on what' }),
      }),
    ),
  })
  .meta({ title: 'fpga-gen boards --json' });

export type BoardsResult = DeepReadonly<z.infer<typeof boardsResultSchema>>;

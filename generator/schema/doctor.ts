import { z } from 'zod';
import type { DeepReadonly } from './deep-readonly.ts';

export const doctorResultSchema = z
  .strictObject({
    fpga_gen: z.string().meta({ description: 'version of fpga-gen' }),
    node: z.string().meta({ description: 'version of Node.js' }),
    tools: z.array(
      z.strictObject({
        name: z.string(),
        found: z.boolean(),
        path: z.string().nullable().meta({ description: 'null when it is not found' }),
        version: z.string().nullable().meta({ description: '`unknown` when it names none' }),
        unlocks: z.string().meta({ description: 'what fpga-gen can do with it' }),
        install: z.string().meta({ description: 'its Debian package' }),
      }),
    ),
  })
  .meta({ title: 'fpga-gen doctor --json' });

export type DoctorResult = DeepReadonly<z.infer<typeof doctorResultSchema>>;

import { z } from 'zod';
import type { LoadOptions } from '../model/load-options.ts';
import type { DeepReadonly } from './deep-readonly.ts';

/** What `import` is asked: a model of any kind, and the formats that the native model shall name. */
export interface ImportRequest extends LoadOptions {
  /** A model file or folder. */
  readonly model: string;
  readonly output: string;
  /** Replace an earlier import; it is kept when left out. */
  readonly force?: boolean | undefined;
}

export const importResultSchema = z
  .strictObject({
    dir: z.string(),
    name: z.string(),
    architecture: z.strictObject({
      kind: z.string(),
      layers: z.int().positive(),
      width: z.int().positive(),
      heads: z.int().positive(),
      kv_heads: z.int().positive().meta({ description: 'heads of keys and values' }),
      head_dim: z.int().positive(),
      ffn: z.int().positive(),
      context: z.int().positive(),
      vocabulary: z.int().positive(),
    }),
    parameters: z.int().positive(),
    weight_format: z.string(),
    activation_format: z.string(),
    kv_format: z.string(),
  })
  .meta({ title: 'fpga-gen import --json' });

export type ImportResult = DeepReadonly<z.infer<typeof importResultSchema>>;

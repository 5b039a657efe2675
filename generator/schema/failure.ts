import { z } from 'zod';

/** The document on stderr when a command with `--json` fails. */
export const failureSchema = z
  .strictObject({
    error: z
      .string()
      .meta({ description: 'InputError, DoesNotFitError, MismatchError, ToolError, or a bug' }),
    exit_code: z.int().min(1).max(255),
    message: z.string(),
    details: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .optional()
      .meta({ description: 'the parts of the message; not for bugs' }),
    stack: z.string().optional().meta({ description: 'for bugs only' }),
  })
  .meta({ title: 'fpga-gen … --json, on stderr' });

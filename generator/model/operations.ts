import type { Fold, IntegerLinear, Operation, ScaleConstant, Sink } from './integer-model.ts';
import { identityConstant, linearConstant, type ScaleContext } from './scale-constants.ts';

/**
 * The integer program of a microGPT, one token step. k and v come before q, so that the cache is written early.
 *
 * With the fold norm_of_norm the first layer's k, v and q read the embedding vector (their norm is that of the
 * embedding), and the identity that sets the residual comes after them; without it the identity emits the normalised
 * vector, which k, v and q read and normalise again.
 */
export function operations(
  layers: number,
  linears: readonly IntegerLinear[],
  folds: readonly Fold[],
  context: ScaleContext,
): readonly Operation[] {
  const build = { linears, context };
  const folded = folds.includes('norm_of_norm');
  const program: Operation[] = [{ kind: 'embedding' }];
  if (!folded) program.push(identity(context, true));
  for (let layer = 0; layer < layers; layer++) {
    program.push(
      linear(build, layer, 'attn_wk', { norm: true, sink: 'k', emits: false }),
      linear(build, layer, 'attn_wv', { norm: true, sink: 'v', emits: false }),
      linear(build, layer, 'attn_wq', { norm: true, sink: 'q', emits: false }),
    );
    if (folded && layer === 0) program.push(identity(context, false));
    program.push(
      { kind: 'attention', layer },
      linear(build, layer, 'attn_wo', { norm: false, sink: 'residual_add', emits: true }),
      linear(build, layer, 'mlp_fc1', { norm: true, sink: 'activation', emits: true }),
      linear(build, layer, 'mlp_fc2', { norm: false, sink: 'residual_add', emits: true }),
    );
  }
  program.push(head(build, layers - 1));
  return program;
}

interface Build {
  readonly linears: readonly IntegerLinear[];
  readonly context: ScaleContext;
}

interface Use {
  readonly norm: boolean;
  readonly sink: Sink;
  readonly emits: boolean;
}

function identity(context: ScaleContext, emits: boolean): Operation {
  const constant = identityConstant(context);
  return { kind: 'linear', linear: null, layer: 0, norm: true, sink: 'residual_set', constant, emits };
}

function linear(build: Build, layer: number, matrix: string, use: Use): Operation {
  return linearNamed(build, layer, `layer${layer}.${matrix}`, use);
}

function head(build: Build, layer: number): Operation {
  return linearNamed(build, layer, 'lm_head', { norm: false, sink: 'logits', emits: false });
}

function linearNamed({ linears, context }: Build, layer: number, name: string, use: Use): Operation {
  const index = linears.findIndex((candidate) => candidate.name === name);
  const found = linears[index];
  if (found === undefined) throw new Error(`no matrix ${name}`);
  const constant: ScaleConstant = linearConstant(context, found.scale, use.norm, use.sink);
  return { kind: 'linear', linear: index, layer, ...use, constant };
}

// Trains this design's BitNet on the plays of tinyshakespeare.txt, ternary from the start:
//   npx tsx designs/tiny-bitnet/train.ts [key=value ...]      (arguments of train.c; gcc, one core)
//   npx tsx designs/tiny-bitnet/reference.ts                  (then, for reference.json)
// Writes weights.safetensors, which model.json names; the trainer keeps a checkpoint under build/tiny-bitnet meanwhile.
//
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SHAPE } from './shape.ts';
import { loadPlays } from './text.ts';
import { checkpointToSafetensors, parameterCount } from './weights-file.ts';

/** In the manner of train.c; a later one of the same key overrides. */
const ARGUMENTS = ['seed=1', 'steps=36000', 'batch=8', 'rate=3e-3', 'decay=0.05', 'evaluate_every=2000'];

const build = new URL('../../build/tiny-bitnet/', import.meta.url);
const [program, text, checkpoint] = ['train', 'text', 'checkpoint'].map((name) =>
  fileURLToPath(new URL(name, build)),
) as [string, string, string];
const plays = loadPlays();
mkdirSync(build, { recursive: true });
writeFileSync(text, plays.tokens);
run('gcc', [
  ...['-O3', '-march=native', '-ffast-math', '-mprefer-vector-width=512', '-Wall', '-Wextra'],
  ...[`-DWIDTH=${SHAPE.width}`, `-DLAYERS=${SHAPE.layers}`, `-DHEADS=${SHAPE.heads}`],
  ...[`-DKV_HEADS=${SHAPE.kvHeads}`, `-DFFN=${SHAPE.ffn}`, `-DCONTEXT=${SHAPE.context}`],
  ...[`-DVOCABULARY=${SHAPE.vocabulary}`, '-o', program],
  ...[fileURLToPath(new URL('train.c', import.meta.url)), '-lm'],
]);
console.log(`${parameterCount()} parameters`);
const own = process.argv.slice(2);
run('nice', ['-n', '19', program, text, checkpoint, ...ARGUMENTS, ...own]);
// The float model of the same shape is there to compare losses; it is not kept.
if (own.includes('ternary=0')) process.exit();
writeFileSync(
  new URL('weights.safetensors', import.meta.url),
  checkpointToSafetensors(readFileSync(checkpoint)),
);

function run(command: string, parameters: readonly string[]): void {
  execFileSync(command, parameters, { stdio: 'inherit' });
}

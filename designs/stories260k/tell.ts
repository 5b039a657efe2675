// Builds stories260K for a KV260 from a llama2.c checkpoint and lets the simulated hardware tell a story:
//   npx tsx designs/stories260k/tell.ts CHECKPOINT TOKENIZER [PROMPT]
// The checkpoint (MIT, karpathy/tinyllamas) is not part of this repository: stories260K.bin and tok512.bin.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildDesign } from '../../generator/build.ts';
import { simulate } from '../../sim/simulate.ts';

const [checkpoint, tokenizer, prompt = 'Once upon a time'] = process.argv.slice(2);
if (checkpoint === undefined || tokenizer === undefined) {
  console.error('usage: npx tsx designs/stories260k/tell.ts CHECKPOINT TOKENIZER [PROMPT]');
  process.exit(2);
}
const work = mkdtempSync(join(tmpdir(), 'fpga-gen-stories-'));
try {
  const output = join(work, 'build');
  await buildDesign({ model: checkpoint, tokenizer, board: 'kv260', context: 256, output });
  const story = await simulate({ folder: output, prompt: { text: prompt }, sampling: { temperature: 0 } });
  console.log(`${prompt}${story.text}`);
  console.log(`\n${story.tokens.length} tokens, ${Math.round(story.tokens_per_second)} tokens/s simulated`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

import { type ProgramFieldName, SINKS, type Sink } from '../../generator/design/program-word.ts';
import type { DesignFile } from '../../generator/emit/design-file.ts';
import { refusal } from './design-document.ts';

/** A program word, decoded. */
export interface ProgramWord {
  readonly end: boolean;
  readonly prefillEnd: boolean;
  readonly waitAttention: boolean;
  readonly wait: number;
  readonly unit: 'embedding' | 'matmul_array' | 'attention' | 'end';
  readonly identity: boolean;
  readonly norm: boolean;
  readonly temperature: boolean;
  readonly emit: boolean;
  readonly sink: Sink;
  readonly layer: number;
  readonly base: number;
  readonly words: number;
  readonly tiles: number;
  /** Digits that the array takes a weight in. */
  readonly planes: number;
  readonly mantissa: number;
  readonly shift: number;
}

/** Decodes the program image by the layout in design.json. */
export function decodeProgram(words: readonly bigint[], design: DesignFile): ProgramWord[] {
  const field = (word: bigint, name: ProgramFieldName): number => {
    const layout = design.program.fields.find((candidate) => candidate.name === name);
    if (layout === undefined)
      throw refusal('design.json: program.fields', `must have the field ${name}`, undefined);
    return Number(BigInt.asUintN(layout.bits, word >> BigInt(layout.low)));
  };
  return words.map((word) => {
    const sinkBits = field(word, 'sink');
    const unit = field(word, 'embedding')
      ? 'embedding'
      : field(word, 'matmul_array')
        ? 'matmul_array'
        : field(word, 'attention')
          ? 'attention'
          : 'end';
    return {
      end: field(word, 'end') === 1,
      prefillEnd: field(word, 'prefill_end') === 1,
      waitAttention: field(word, 'wait_attention') === 1,
      wait: field(word, 'wait'),
      unit,
      identity: field(word, 'identity') === 1,
      norm: field(word, 'norm') === 1,
      temperature: field(word, 'temperature') === 1,
      emit: field(word, 'emit') === 1,
      sink: SINKS[Math.max(0, 31 - Math.clz32(sinkBits))] ?? 'residual_set',
      layer: field(word, 'layer'),
      base: field(word, 'base'),
      words: field(word, 'last_word') + 1,
      tiles: field(word, 'last_tile') + 1,
      planes: field(word, 'planes') === 1 ? design.core.planes : 1,
      mantissa: field(word, 'mantissa'),
      shift: Number(BigInt.asIntN(8, BigInt(field(word, 'shift')))),
    };
  });
}

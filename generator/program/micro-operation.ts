import type { Sink } from '../design/program-word.ts';
import type { ScaleConstant } from '../model/integer-model.ts';

/** A core cycle of a step: `cycles` plus the length of the `attentions` attention passes before it. */
export interface StepTime {
  readonly cycles: number;
  readonly attentions: number;
}

interface Issued {
  readonly issue: StepTime;
}

export interface EmbeddingOperation extends Issued {
  readonly unit: 'embedding';
}

export interface MatmulOperation extends Issued {
  readonly unit: 'matmul_array';
  /** Name of the matrix; null is the identity. */
  readonly matrix: string | null;
  readonly layer: number;
  /** First weight word. */
  readonly base: number;
  /** Operand words a tile. */
  readonly words: number;
  /** Tiles of `rows` results. */
  readonly tiles: number;
  /** Digits that a weight is taken in, each its own pass over the operand words. */
  readonly planes: number;
  /** Operations that have read the vector before. */
  readonly repeats: number;
  readonly norm: boolean;
  readonly sink: Sink;
  readonly emits: boolean;
  readonly constant: ScaleConstant;
}

export interface AttentionOperation extends Issued {
  readonly unit: 'attention';
  readonly layer: number;
  /** Ends a step whose logits nobody wants instead of being issued. */
  readonly endsPrefill: boolean;
}

/** Closes the step: its last core cycle. */
export interface EndOperation extends Issued {
  readonly unit: 'end';
}

export type MicroOperation = EmbeddingOperation | MatmulOperation | AttentionOperation | EndOperation;

/** Core cycles of a step that starts at a position. */
export function stepCycles(last: StepTime, attentionCycles: number, position: number): number {
  return last.cycles + last.attentions * attentionCycles * (position + 1) + 1;
}

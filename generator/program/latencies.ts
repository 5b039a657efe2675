import type { ArrayOperation } from '../units/array-operation.ts';
import { ARRAY_TIMES } from '../units/array-units.ts';
import { attentionCycles } from '../units/attention-cycles.ts';
import { ATTENTION_LATENCIES, type AttentionLatencies } from '../units/attention-units.ts';
import { beatsOf, type UnitContext } from '../units/context.ts';
import { dequantiseLatencyCycles } from '../units/dequantise/latency.ts';
import { dequantiseParameters } from '../units/dequantise/parameters.ts';
import { EMBEDDING_LATENCY_CYCLES } from '../units/embedding/latency.ts';
import { gatedActivationLatencyCycles, gatedActivationUpCycles } from '../units/gated_activation/latency.ts';
import { gatedActivationParameters } from '../units/gated_activation/parameters.ts';
import { HEAD_BIAS_LATENCY_CYCLES } from '../units/head_bias/latency.ts';
import {
  quantiseLatencyCycles,
  rsqrtLatencyCycles,
  scaleLatencyCycles,
} from '../units/norm_quantise/latency.ts';
import { normQuantiseParameters } from '../units/norm_quantise/parameters.ts';
import { residualLatencyCycles } from '../units/residual/latency.ts';
import { residualParameters } from '../units/residual/parameters.ts';
import { ropeLatencyCycles, ropeReadyCycles } from '../units/rope/latency.ts';
import { ropeParameters } from '../units/rope/parameters.ts';
import { samplerLatencyCycles } from '../units/sampler.ts';
import { samplerParameters } from '../units/sampler-parameters.ts';

/** What the schedule knows of a design's units, in core cycles. */
export interface Latencies {
  /** From the embedding's micro-operation to its last bus beat. */
  readonly embedding: number;
  /** From a vector's last bus beat: to its first quantised word, to its scale, to its reciprocal root. */
  readonly quantise: number;
  readonly scale: number;
  readonly rsqrt: number;
  /** From a beat of the array to the result that it completes. */
  readonly array: number;
  /** By which an operation of the array may be issued before its first operand word comes. */
  readonly lead: number;
  /** The beat of the array that completes a tile. */
  readonly completingBeat: (operation: ArrayOperation, tile: number) => number;
  readonly dequantise: number;
  /** From a result to the same with its bias, and from there to its rotation; 0 where there is none. */
  readonly headBias: number;
  readonly rope: number;
  /** From the step's start to the first key or query that can be rotated; null without rotations. */
  readonly ropeReady: number | null;
  /** From the gate's last result to up's first one; null without a gate. */
  readonly gateToUp: number | null;
  /** From up to the vector bus, from a residual's result to the vector bus. */
  readonly gatedActivation: number;
  readonly residual: number;
  readonly attention: AttentionLatencies;
  /** Core cycles that the attention works on a position. */
  readonly attentionCycles: number;
  /** From the last logits to the token. */
  readonly sampler: number;
}

export function latenciesOf(context: UnitContext): Latencies {
  const { model, plan, widths } = context;
  const array = ARRAY_TIMES[plan.array];
  const norm = normQuantiseParameters(context);
  const rope = ropeParameters(context);
  const gate = gatedActivationParameters(context);
  return {
    embedding: EMBEDDING_LATENCY_CYCLES + beatsOf(model.shape.width, widths) - 1,
    quantise: quantiseLatencyCycles(norm),
    scale: scaleLatencyCycles(norm),
    rsqrt: rsqrtLatencyCycles(norm),
    array: array.latency(context),
    lead: array.lead(context),
    completingBeat: array.completingBeat,
    dequantise: dequantiseLatencyCycles(dequantiseParameters(context)),
    headBias: model.biases.length > 0 ? HEAD_BIAS_LATENCY_CYCLES : 0,
    rope: rope === null ? 0 : ropeLatencyCycles(rope),
    ropeReady: rope === null ? null : ropeReadyCycles(rope),
    gateToUp: gate === null ? null : gatedActivationUpCycles(gate),
    gatedActivation: gate === null ? 0 : gatedActivationLatencyCycles(gate),
    residual: residualLatencyCycles(residualParameters(context)),
    attention: ATTENTION_LATENCIES[plan.attention](context),
    attentionCycles: attentionCycles(model.shape, plan),
    sampler: samplerLatencyCycles(plan.sampler, samplerParameters(context)),
  };
}

import { activationCost } from './activation/cost.ts';
import { attentionCost } from './attention/cost.ts';
import { attentionSerialCost } from './attention_serial/cost.ts';
import { dequantiseCost } from './dequantise/cost.ts';
import { embeddingCost } from './embedding/cost.ts';
import { gatedActivationCost } from './gated_activation/cost.ts';
import { headBiasCost } from './head_bias/cost.ts';
import { lookupArrayCost } from './lookup_array/cost.ts';
import { matmulArrayCost } from './matmul_array/cost.ts';
import { normQuantiseCost } from './norm_quantise/cost.ts';
import { residualCost } from './residual/cost.ts';
import type { CostParameters } from './resources/cost-parameters.ts';
import type { UnitCost } from './resources/unit-cost.ts';
import { ropeCost } from './rope/cost.ts';
import { samplerParallelCost } from './sampler_parallel/cost.ts';
import { samplerSerialCost } from './sampler_serial/cost.ts';
import { samplerThresholdCost } from './sampler_threshold/cost.ts';
import { sequencerCost } from './sequencer/cost.ts';
import { weightStoreCost } from './weight_store/cost.ts';

/** The gate is kept where keys and values are. */
const gatedActivation: UnitCost = {
  ...gatedActivationCost<CostParameters>((p) => ({
    mode: p.gate === 'relu2' ? 'relu2' : 'silu',
    beats: p.hiddenBeats,
    store: p.plan.kvStore === 'bram' ? 'block' : 'distributed',
  })),
  present: ({ gate }) => gate !== 'none',
};

/** The costs of all units of the core; a new unit adds its line. */
export const UNIT_COSTS: readonly UnitCost[] = [
  sequencerCost,
  embeddingCost,
  normQuantiseCost,
  weightStoreCost,
  matmulArrayCost,
  lookupArrayCost,
  dequantiseCost,
  residualCost,
  activationCost,
  gatedActivation,
  headBiasCost,
  ropeCost,
  attentionCost,
  attentionSerialCost,
  samplerParallelCost,
  samplerSerialCost,
  samplerThresholdCost,
];

import type { Plan } from '../sizing/plan.ts';
import { activationCost } from './activation/cost.ts';
import { activationParameters } from './activation/parameters.ts';
import { attentionCost } from './attention/cost.ts';
import { attentionModules } from './attention/modules.ts';
import { parallelAttentionParameters } from './attention/parameters.ts';
import { attentionSerialCost } from './attention_serial/cost.ts';
import { attentionSerialModules } from './attention_serial/modules.ts';
import { attentionParameters } from './attention-parameters.ts';
import type { UnitContext } from './context.ts';
import { dequantiseCost } from './dequantise/cost.ts';
import { dequantiseModules } from './dequantise/modules.ts';
import { dequantiseParameters } from './dequantise/parameters.ts';
import { embeddingCost } from './embedding/cost.ts';
import { embeddingModules } from './embedding/modules.ts';
import { embeddingParameters } from './embedding/parameters.ts';
import { gatedActivationCost } from './gated_activation/cost.ts';
import { gatedActivationModules } from './gated_activation/modules.ts';
import { gatedActivationParameters } from './gated_activation/parameters.ts';
import { headBiasCost } from './head_bias/cost.ts';
import { headBiasModules } from './head_bias/modules.ts';
import { headBiasParameters } from './head_bias/parameters.ts';
import { lookupArrayCost } from './lookup_array/cost.ts';
import { lookupArrayModules } from './lookup_array/modules.ts';
import { lookupArrayParameters } from './lookup_array/parameters.ts';
import { matmulArrayCost } from './matmul_array/cost.ts';
import { matmulArrayModules } from './matmul_array/modules.ts';
import { matmulArrayParameters } from './matmul_array/parameters.ts';
import { normQuantiseCost } from './norm_quantise/cost.ts';
import { normQuantiseModules } from './norm_quantise/modules.ts';
import { normQuantiseParameters } from './norm_quantise/parameters.ts';
import { residualCost } from './residual/cost.ts';
import { residualModules } from './residual/modules.ts';
import { residualParameters } from './residual/parameters.ts';
import { ropeCost } from './rope/cost.ts';
import { ropeModules } from './rope/modules.ts';
import { ropeParameters } from './rope/parameters.ts';
import { samplerParallelCost } from './sampler_parallel/cost.ts';
import { samplerParallelModules } from './sampler_parallel/modules.ts';
import { samplerSerialCost } from './sampler_serial/cost.ts';
import { samplerSerialModules } from './sampler_serial/modules.ts';
import { samplerThresholdCost } from './sampler_threshold/cost.ts';
import { samplerThresholdModules } from './sampler_threshold/modules.ts';
import { samplerParameters } from './sampler-parameters.ts';
import { sequencerCost } from './sequencer/cost.ts';
import { sequencerParameters } from './sequencer/parameters.ts';
import { type CoreUnit, coreUnit } from './unit.ts';
import { weightStoreCost } from './weight_store/cost.ts';
import { weightStoreParameters } from './weight_store/parameters.ts';

/** All units of the core; a new one adds its line. */
export const CORE_UNITS: readonly CoreUnit[] = [
  coreUnit(sequencerCost, sequencerParameters, ['sequencer']),
  coreUnit(embeddingCost, embeddingParameters, embeddingModules),
  coreUnit(normQuantiseCost, normQuantiseParameters, normQuantiseModules),
  coreUnit(weightStoreCost, weightStoreParameters, ['weight_store']),
  coreUnit(matmulArrayCost, onlyWhere('array', 'matmul_array', matmulArrayParameters), matmulArrayModules),
  coreUnit(lookupArrayCost, onlyWhere('array', 'lookup_array', lookupArrayParameters), lookupArrayModules),
  coreUnit(dequantiseCost, dequantiseParameters, dequantiseModules),
  coreUnit(residualCost, residualParameters, residualModules),
  coreUnit(activationCost, activationParameters, ['activation']),
  coreUnit(gatedActivationCost, gatedActivationParameters, gatedActivationModules),
  coreUnit(headBiasCost, headBiasParameters, headBiasModules),
  coreUnit(ropeCost, ropeParameters, ropeModules),
  coreUnit(attentionCost, onlyWhere('attention', 'attention', parallelAttentionParameters), attentionModules),
  coreUnit(
    attentionSerialCost,
    onlyWhere('attention', 'attention_serial', attentionParameters),
    attentionSerialModules,
  ),
  coreUnit(
    samplerParallelCost,
    onlyWhere('sampler', 'sampler_parallel', samplerParameters),
    samplerParallelModules,
  ),
  coreUnit(
    samplerSerialCost,
    onlyWhere('sampler', 'sampler_serial', samplerParameters),
    samplerSerialModules,
  ),
  coreUnit(
    samplerThresholdCost,
    onlyWhere('sampler', 'sampler_threshold', samplerParameters),
    samplerThresholdModules,
  ),
];

/** Parameters of a unit that plans choose among others of its kind; null in a design with another one. */
function onlyWhere<Kind extends 'array' | 'attention' | 'sampler', P>(
  kind: Kind,
  unit: Plan[Kind],
  parametersOf: (context: UnitContext) => P,
): (context: UnitContext) => P | null {
  return (context) => (context.plan[kind] === unit ? parametersOf(context) : null);
}

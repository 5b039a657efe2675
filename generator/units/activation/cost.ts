import type { UnitCost } from '../resources/unit-cost.ts';
import { NO_RESOURCES } from '../resources.ts';
import type { ActivationParameters } from './parameters.ts';

export const activationCost: UnitCost<ActivationParameters> = {
  unit: 'activation',
  logic: (p) => ({ gate: p.rows * p.xBits, flags: 2 }),
  registers: () => ({}),
  exact: () => NO_RESOURCES,
};

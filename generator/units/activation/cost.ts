import type { UnitCost } from '../resources/unit-cost.ts';
import { NO_RESOURCES } from '../resources.ts';

export const activationCost: UnitCost = {
  unit: 'activation',
  present: ({ gate }) => gate === 'none',
  logic: (p) => ({ gate: p.rows * p.xBits, flags: 2 }),
  registers: () => ({}),
  exact: () => NO_RESOURCES,
};

import type { UnitCost } from './resources/unit-cost.ts';
import { NO_RESOURCES } from './resources.ts';

export const embeddingCost: UnitCost = {
  unit: 'embedding',
  logic: (p) => ({
    tokens: (2 ** p.tokenBits * p.beats * p.rows * p.xBits) / 64,
    positions: (2 ** p.positionBits * p.beats * p.rows * p.xBits) / 64,
    add: p.rows * p.xBits,
    control: 1,
  }),
  registers: (p) => ({ rows: 3 * p.rows * p.xBits, control: 1 }),
  exact: () => NO_RESOURCES,
};

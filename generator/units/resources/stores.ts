import type { Plan } from '../../sizing/plan.ts';

/** Value of ROM_STYLE and TABLE_STYLE, the `rom_style` of read-only memories. */
export function romStyle({ tableStore }: Pick<Plan, 'tableStore'>): 'block' | 'distributed' {
  return tableStore === 'bram' ? 'block' : 'distributed';
}

import type { Parameters } from '../../netlist/netlist.ts';
import type { Plan } from '../../sizing/plan.ts';
import { type BusWidths, beatsOf, type UnitContext } from '../context.ts';

export interface GatedActivationParameters
  extends Pick<BusWidths, 'rows' | 'xBits'>,
    Pick<Plan, 'pipeline' | 'multiplier'> {
  /** Bus beats of a hidden vector. */
  readonly beats: number;
  readonly mode: 'silu' | 'relu2';
  readonly gateFrac: number;
  readonly upFrac: number;
  readonly hiddenFrac: number;
  /** Where a gate is kept: where keys and values are. */
  readonly store: 'block' | 'distributed';
}

const MODES = { relu: null, silu_mul: 'silu', relu2_mul: 'relu2' } as const;

export function gatedActivationParameters({
  model,
  plan,
  widths,
}: UnitContext): GatedActivationParameters | null {
  const mode = MODES[model.feedForward];
  if (mode === null) return null;
  const { rows, xBits } = widths;
  const { gateFrac, upFrac, hiddenFrac } = model.formats;
  return {
    ...{ rows, xBits, mode, gateFrac, upFrac, hiddenFrac },
    beats: beatsOf(model.shape.ffn, widths),
    store: plan.kvStore === 'bram' ? 'block' : 'distributed',
    pipeline: plan.pipeline,
    multiplier: plan.multiplier,
  };
}

export function gatedActivationVerilog(p: GatedActivationParameters): Parameters {
  return {
    ROWS: p.rows,
    BEATS: p.beats,
    X_BITS: p.xBits,
    MODE: p.mode,
    GATE_FRAC: p.gateFrac,
    UP_FRAC: p.upFrac,
    HIDDEN_FRAC: p.hiddenFrac,
    PIPELINE: p.pipeline,
    MULTIPLIER: p.multiplier,
    STORE: p.store,
    SIGMOID_FILE: p.mode === 'silu' ? 'mem/sigmoid.mem' : '',
  };
}

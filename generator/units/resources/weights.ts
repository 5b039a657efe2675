import type { Weights } from './unit-cost.ts';

/** Weights of the units' terms by unit and fabric; written by `scripts/calibrate-units.ts`, never by hand. */
export const WEIGHTS: Weights = {
  "matmul_array": {
    "ecp5": {
      "logic": {
        "negate": 2.281,
        "accumulate": 3.349,
        "control": 3.275
      },
      "registers": {
        "control": 1.945
      }
    },
    "cyclone_v": {
      "logic": {
        "negate": 1.218,
        "accumulate": 1.299,
        "control": 1.687
      },
      "registers": {
        "control": 1.945
      }
    },
    "xilinx_ultrascale_plus": {
      "logic": {
        "negate": 0.8413,
        "accumulate": 1.934,
        "control": 2.809
      },
      "registers": {
        "control": 1.948
      }
    },
    "ice40": {
      "logic": {
        "multiply": 2.912,
        "negate": 0,
        "accumulate": 3.018,
        "control": 4.779
      },
      "registers": {
        "control": 1.849
      }
    }
  }
};

import type { Weights } from './term-weights.ts';

/** Weights of the units' terms by unit and fabric; written by `scripts/calibrate-units.ts`, never by hand. */
export const WEIGHTS: Weights = {
  matmul_array: {
    ecp5: {
      logic: {
        accumulate: 2.182,
        control: 4.462,
      },
      registers: {
        control: 1.783,
      },
    },
    cyclone_v: {
      logic: {
        negate: 1.218,
        accumulate: 1.299,
        control: 1.687,
      },
      registers: {
        control: 1.945,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        negate: 0.8413,
        accumulate: 1.934,
        control: 2.809,
      },
      registers: {
        control: 1.948,
      },
    },
    ice40: {
      logic: {
        multiply: 2.912,
        negate: 0,
        accumulate: 3.018,
        control: 4.779,
      },
      registers: {
        control: 1.849,
      },
    },
  },
  sequencer: {
    ecp5: {
      logic: {
        program: 0.2696,
        control: 0,
      },
      registers: {
        word: 0.2904,
        control: 42.9,
      },
    },
    cyclone_v: {
      logic: {
        program: 0.03736,
        control: 36.06,
      },
      registers: {
        word: 0.532,
        control: 45.9,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        program: 0,
        control: 105,
      },
      registers: {
        word: 0,
        control: 54.31,
      },
    },
    ice40: {
      logic: {
        program: 0.1086,
        control: 44.91,
      },
      registers: {
        word: 0.7391,
        control: 17.63,
      },
    },
  },
  embedding: {
    ecp5: {
      logic: {
        tokens: 1.699,
        positions: 1.531,
        add: 10.72,
      },
      registers: {
        control: 8.734,
      },
    },
    cyclone_v: {
      logic: {
        tokens: 1.173,
        positions: 0,
        add: 2.887,
      },
      registers: {
        control: 9.764,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        tokens: 0.6425,
        positions: 0.9263,
        add: 2.798,
        control: 0,
      },
      registers: {
        rows: 0.8082,
        control: 13.3,
      },
    },
  },
  norm_quantise: {
    ecp5: {
      logic: {
        lanes8: 92.69,
        lanes16: 10.13,
        rows8: 37.99,
        rows16: 15.43,
        tables: 1.618,
        scale: 2.146,
      },
      registers: {
        scale: 2.574,
        deepScale: 1.426,
        largest: 1.173,
      },
    },
    cyclone_v: {
      logic: {
        lanes8: 2.839,
        lanes16: 4.069,
        rows8: 2.622,
        rows16: 1.044,
        tables: 1.051,
        scale: 7.786,
      },
      registers: {
        scale: 2.592,
        deepScale: 2.328,
        largest: 0.6636,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        lanes8: 3.072,
        lanes16: 0.07853,
        rows8: 3.066,
        rows16: 1.638,
        tables: 1.17,
        scale: 7.142,
      },
      registers: {
        scale: 2.944,
        deepScale: 2.514,
      },
    },
  },
  weight_store: {
    ecp5: {
      logic: {},
      registers: {
        control: 0.4,
      },
    },
    cyclone_v: {
      logic: {
        ternaryTables: 1.151,
        ternarySearch: 0.2874,
        numberTables: 0.888,
        numberSearch: 0.2017,
      },
      registers: {
        control: 0.00006139,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        rom: 0.9611,
      },
      registers: {
        out: 0.9192,
      },
    },
  },
  dequantise: {
    ecp5: {
      logic: {
        result8: 14.18,
        result16: 17.97,
        scale: 4.994,
      },
      registers: {
        scale: 3.114,
      },
    },
    cyclone_v: {
      logic: {
        result8: 7.354,
        result16: 6.828,
        scale: 1.862,
      },
      registers: {
        scale: 3.055,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        result8: 11.09,
        result16: 12.33,
        scale: 3.021,
      },
      registers: {
        scale: 2.39,
      },
    },
  },
  residual: {
    ecp5: {
      logic: {
        add: 7.349,
        control: 0,
      },
      registers: {
        out: 1.278,
        control: 6,
      },
    },
    cyclone_v: {
      logic: {
        add: 3.357,
        control: 5.672,
      },
      registers: {
        out: 1.079,
        control: 1.347,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        add: 3.444,
        control: 6.472,
      },
      registers: {
        out: 1.079,
        control: 1.347,
      },
    },
  },
  activation: {
    ecp5: {
      logic: {
        gate: 0.9991,
        flags: 0.5078,
      },
      registers: {},
    },
    cyclone_v: {
      logic: {
        gate: 0.4692,
        flags: 0.5194,
      },
      registers: {},
    },
    xilinx_ultrascale_plus: {
      logic: {
        gate: 0.9383,
        flags: 1.039,
      },
      registers: {},
    },
  },
  attention: {
    ecp5: {
      logic: {
        scores: 6.464,
        powers: 6.22,
        softmax: 5.811,
        values: 0.3381,
        reciprocals: 7.766,
        lanes: 2.283,
        choose: 1.048,
        row: 1.903,
        control: 0,
      },
      registers: {
        products: 0.78,
        scores: 0.01402,
        values: 0.2394,
        groups: 1.128,
        lanes: 0,
        laneProducts: 3.604,
        row: 0.9295,
        groupRow: 0.8571,
        control: 0,
      },
    },
    cyclone_v: {
      logic: {
        scores: 2.994,
        powers: 2.86,
        softmax: 0.8983,
        values: 0.1681,
        reciprocals: 2.714,
        lanes: 0.8332,
        choose: 0,
        row: 0,
        control: 340.1,
      },
      registers: {
        products: 0.2574,
        scores: 1.158,
        values: 1.058,
        groups: 1.108,
        lanes: 0.9399,
        laneProducts: 1.054,
        row: 1.066,
        groupRow: 0.999,
        control: 8.831,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        scores: 2.783,
        powers: 7.766,
        softmax: 1.014,
        values: 0.01403,
        reciprocals: 0.1733,
        lanes: 2.451,
        choose: 0.5077,
        row: 4.358,
        control: 0,
      },
      registers: {
        products: 0,
        scores: 1.213,
        values: 0.8024,
        groups: 0.7453,
        lanes: 0.4912,
        laneProducts: 0,
        row: 1.563,
        groupRow: 0.872,
        control: 99.77,
      },
    },
  },
  sampler_serial: {
    ecp5: {
      logic: {
        merge: 16.74,
        lanes: 9.436,
        control: 196.1,
      },
      registers: {
        sums: 0.1915,
        control: 13.36,
      },
    },
  },
};

import type { Weights } from './term-weights.ts';

/** Weights of the units' terms by unit and fabric; written by `scripts/calibrate-units.ts`, never by hand. */
export const WEIGHTS: Weights = {
  matmul_array: {
    ecp5: {
      logic: {
        negate: 1.21,
        tree: 0.9443,
        accumulate: 3.51,
        control: 3.725,
      },
      registers: {
        control: 1.742,
      },
    },
    cyclone_v: {
      logic: {
        negate: 1.115,
        tree: 0.975,
        accumulate: 1.328,
        control: 1.838,
      },
      registers: {
        control: 1.531,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        negate: 0.1204,
        tree: 0.5251,
        accumulate: 1.817,
        control: 3.214,
      },
      registers: {
        control: 1.749,
      },
    },
    ice40: {
      logic: {
        multiply: 1.926,
        negate: 1.057,
        tree: 2.027,
        accumulate: 3.779,
        control: 2.764,
      },
      registers: {
        control: 1.658,
      },
    },
  },
  sequencer: {
    ecp5: {
      logic: {
        program: 0.1645,
        control: 80.35,
      },
      registers: {
        word: 0.4408,
        control: 37.07,
      },
    },
    cyclone_v: {
      logic: {
        program: 0.0421,
        control: 36.91,
      },
      registers: {
        word: 0.5855,
        control: 44.54,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        program: 0.02458,
        control: 102.9,
      },
      registers: {
        word: 0.4409,
        control: 37.07,
      },
    },
    ice40: {
      logic: {
        program: 0.05963,
        control: 79.59,
      },
      registers: {
        word: 0.2687,
        control: 46.88,
      },
    },
  },
  embedding: {
    ecp5: {
      logic: {
        tokens: 2.315,
        positions: 0,
        add: 9.824,
      },
      registers: {
        control: 8.016,
      },
    },
    cyclone_v: {
      logic: {
        tokens: 1.666,
        positions: 2.31,
        add: 1.726,
      },
      registers: {
        control: 10.1,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        tokens: 2.19,
        positions: 0,
        add: 2.687,
      },
      registers: {
        control: 8.028,
      },
    },
    ice40: {
      logic: {
        tokens: 0.7526,
        positions: 0.945,
        add: 3.695,
      },
      registers: {
        control: 6.818,
      },
    },
  },
  norm_quantise: {
    ecp5: {
      logic: {
        lanes8: 5.642,
        lanes16: 0,
        rows8: 0,
        rows16: 0,
        tables: 6.239,
        scale: 22.02,
      },
      registers: {
        scale: 2.529,
        deepScale: 1.568,
        largest: 0.9679,
      },
    },
    cyclone_v: {
      logic: {
        lanes8: 3.063,
        lanes16: 1.302,
        rows8: 1.453,
        rows16: 0,
        tables: 1.198,
        scale: 7.108,
      },
      registers: {
        scale: 2.335,
        deepScale: 2.171,
        largest: 1.356,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        lanes8: 4.079,
        lanes16: 2.429,
        rows8: 0,
        rows16: 0,
        tables: 2.376,
        scale: 9.633,
      },
      registers: {
        scale: 1.06,
        deepScale: 2.378,
        largest: 1.348,
      },
    },
    ice40: {
      logic: {
        lanes8: 0.7776,
        lanes16: 3.154,
        rows8: 21.26,
        rows16: 0,
        multiply: 1.802,
        tables: 3.513,
        scale: 13.19,
      },
      registers: {
        scale: 1.714,
        deepScale: 2.473,
        largest: 0.922,
      },
    },
  },
  weight_store: {
    ecp5: {
      logic: {
        ternaryTables: 1.072,
        ternarySearch: 0.1089,
        numberTables: 0.3704,
        numberSearch: 0.338,
      },
      registers: {
        control: 0.09411,
      },
    },
    cyclone_v: {
      logic: {
        ternaryTables: 1.17,
        ternarySearch: 0.2786,
        numberTables: 1.081,
        numberSearch: 0.1492,
      },
      registers: {
        control: 0,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        ternaryTables: 1.615,
        ternarySearch: 0,
        numberTables: 1.022,
        numberSearch: 0.7611,
      },
      registers: {
        control: 0.09411,
      },
    },
    ice40: {
      logic: {
        ternaryTables: 1.839,
        ternarySearch: 0.04476,
        numberTables: 1.688,
        numberSearch: 0,
      },
      registers: {
        control: 0.1136,
      },
    },
  },
  dequantise: {
    ecp5: {
      logic: {
        result8: 14.9,
        result16: 18.29,
        scale: 4.672,
      },
      registers: {
        scale: 3.071,
      },
    },
    cyclone_v: {
      logic: {
        result8: 5.217,
        result16: 5.384,
        scale: 1.709,
      },
      registers: {
        scale: 3.382,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        result8: 7.284,
        result16: 10.38,
        scale: 3.773,
      },
      registers: {
        scale: 1.557,
      },
    },
    ice40: {
      logic: {
        result8: 8.898,
        result16: 11.17,
        multiply: 2.756,
        scale: 0,
      },
      registers: {
        scale: 3.109,
      },
    },
  },
  residual: {
    ecp5: {
      logic: {
        add: 4.931,
        control: 12.65,
      },
      registers: {
        out: 1.155,
        control: 2.975,
      },
    },
    cyclone_v: {
      logic: {
        add: 1.637,
        control: 9.304,
      },
      registers: {
        out: 1.381,
        control: 0,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        add: 3.255,
        control: 12.89,
      },
      registers: {
        out: 1.151,
        control: 3.14,
      },
    },
    ice40: {
      logic: {
        add: 3.436,
        control: 31.46,
      },
      registers: {
        out: 1.136,
        control: 4.495,
      },
    },
  },
  activation: {
    ecp5: {
      logic: {
        gate: 0.9386,
        flags: 1.006,
      },
      registers: {},
    },
    cyclone_v: {
      logic: {
        gate: 0.4696,
        flags: 0.4999,
      },
      registers: {},
    },
    xilinx_ultrascale_plus: {
      logic: {
        gate: 0.9382,
        flags: 1.01,
      },
      registers: {},
    },
    ice40: {
      logic: {
        gate: 0.9402,
        flags: 0.992,
      },
      registers: {},
    },
  },
  attention: {
    ecp5: {
      logic: {
        scores: 4.688,
        powers: 5.018,
        softmax: 11.61,
        values: 1.615,
        reciprocals: 3.008,
        lanes: 3.546,
        choose: 1.782,
        row: 6.079,
        control: 0,
      },
      registers: {
        products: 0.7341,
        scores: 0,
        values: 0.3285,
        groups: 0.5552,
        lanes: 1.359,
        laneProducts: 0.6898,
        row: 1.407,
        groupRow: 1.242,
        control: 133.9,
      },
    },
    cyclone_v: {
      logic: {
        scores: 1.184,
        powers: 1.696,
        softmax: 2.614,
        values: 0.905,
        reciprocals: 1.314,
        lanes: 1.967,
        choose: 1.113,
        row: 1.448,
        control: 0,
      },
      registers: {
        products: 0.6886,
        scores: 0,
        values: 1.491,
        groups: 1.619,
        lanes: 0.7193,
        laneProducts: 0,
        row: 0.7556,
        groupRow: 0.09192,
        control: 86.06,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        scores: 1.649,
        powers: 2.706,
        softmax: 8.368,
        values: 0,
        reciprocals: 0,
        lanes: 1.187,
        choose: 1.961,
        row: 1.92,
        control: 334.8,
      },
      registers: {
        products: 0.1521,
        scores: 0.4894,
        values: 0,
        groups: 1.265,
        lanes: 0.9517,
        laneProducts: 0,
        row: 0.2379,
        groupRow: 0.7531,
        control: 12.47,
      },
    },
    ice40: {
      logic: {
        multiply: 2.686,
        scores: 3.099,
        powers: 5.325,
        softmax: 9.77,
        values: 0.6858,
        reciprocals: 4.312,
        lanes: 0,
        choose: 1.815,
        row: 1.078,
        control: 52.9,
      },
      registers: {
        products: 0.1376,
        scores: 0.8109,
        values: 1.626,
        groups: 1.491,
        lanes: 0.1494,
        laneProducts: 2.557,
        row: 0.08568,
        groupRow: 0.04486,
        control: 98.22,
      },
    },
  },
  sampler_serial: {
    ecp5: {
      logic: {
        merge: 27.08,
        lanes: 2.192,
        control: 271,
      },
      registers: {
        sums: 3.695,
        control: 9.16,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        merge: 18.35,
        lanes: 1.696,
        control: 137.2,
      },
      registers: {
        sums: 3.38,
        control: 17.65,
      },
    },
    cyclone_v: {
      logic: {
        merge: 7.223,
        lanes: 0.5037,
        table: 1.96,
        control: 129.3,
      },
      registers: {
        sums: 3.932,
        control: 6.171,
      },
    },
    ice40: {
      logic: {
        merge: 18.75,
        lanes: 2.615,
        control: 53.45,
      },
      registers: {
        sums: 3.765,
        control: 2.142,
      },
    },
  },
  attention_serial: {
    xilinx_ultrascale_plus: {
      logic: {
        score: 2.365,
        softmax: 4.468,
        sum: 4.3,
        lane: 5.079,
        choose: 0.5925,
        collect: 0.2361,
        control: 94.79,
      },
      registers: {
        sums: 0,
        stages: 0.2464,
        collect: 0.7959,
        starts: 0,
        control: 171.8,
      },
    },
    cyclone_v: {
      logic: {
        tables: 1.356,
        score: 0.418,
        softmax: 2.121,
        sum: 1.894,
        lane: 2.377,
        choose: 1.175,
        collect: 2.419,
        control: 34.42,
      },
      registers: {
        sums: 1.053,
        stages: 1.609,
        collect: 2.03,
        starts: 0,
        control: 42.73,
      },
    },
    ice40: {
      logic: {
        multiply: 2.833,
        score: 0,
        softmax: 4.25,
        sum: 5.018,
        lane: 7.856,
        choose: 0,
        collect: 0,
        control: 39.59,
      },
      registers: {
        sums: 1.193,
        stages: 1.11,
        collect: 1.433,
        starts: 5.755,
        control: 78.26,
      },
    },
    ecp5: {
      logic: {
        score: 15.11,
        softmax: 5.966,
        sum: 13.52,
        lane: 5.134,
        choose: 0,
        collect: 0,
        control: 0,
      },
      registers: {
        sums: 1.016,
        stages: 1.66,
        collect: 1.269,
        starts: 0,
        control: 55.37,
      },
    },
  },
  sampler_parallel: {
    xilinx_ultrascale_plus: {
      logic: {
        compare: 1.618,
        order: 1.618,
        logits: 1.618,
        powers: 1.618,
        weights: 1.618,
        pick: 1.618,
        control: 1.618,
      },
      registers: {
        logits: 2.627,
        order: 2.627,
        weights: 2.627,
        control: 2.627,
      },
    },
    cyclone_v: {
      logic: {
        compare: 0.3924,
        order: 1.017,
        logits: 1.052,
        powers: 0.9821,
        weights: 1.209,
        pick: 0.8814,
        control: 109.1,
      },
      registers: {
        logits: 2.587,
        order: 2.587,
        weights: 2.587,
        control: 2.587,
      },
    },
  },
};

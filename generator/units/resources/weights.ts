import type { Weights } from './term-weights.ts';

/** Weights of the units' terms by unit and fabric; written by `scripts/calibrate-units.ts`, never by hand. */
export const WEIGHTS: Weights = {
  matmul_array: {
    ecp5: {
      logic: {
        negate: 1.819,
        tree: 0.9973,
        accumulate: 3.417,
        control: 3.518,
      },
      registers: {
        control: 1.749,
      },
    },
    cyclone_v: {
      logic: {
        negate: 1.266,
        tree: 0.9462,
        accumulate: 1.427,
        control: 1.753,
      },
      registers: {
        control: 1.872,
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
    xilinx_7: {
      logic: {
        negate: 0,
        tree: 0.3751,
        accumulate: 2.406,
        control: 2.711,
      },
      registers: {
        control: 1.755,
      },
    },
  },
  sequencer: {
    ecp5: {
      logic: {
        program: 0.2207,
        control: 47.46,
      },
      registers: {
        word: 0.5444,
        control: 31.09,
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
    xilinx_7: {
      logic: {
        program: 0.04131,
        control: 94.59,
      },
      registers: {
        word: 0.4985,
        control: 34.25,
      },
    },
  },
  embedding: {
    ecp5: {
      logic: {
        tokens: 1.223,
        positions: 2.591,
        add: 9.91,
      },
      registers: {
        read: 0.7391,
        control: 10.53,
      },
    },
    cyclone_v: {
      logic: {
        tokens: 1.666,
        positions: 2.31,
        add: 1.726,
      },
      registers: {
        read: 0.9894,
        control: 10.49,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        tokens: 2.19,
        positions: 0,
        add: 2.687,
      },
      registers: {
        read: 0.7408,
        control: 10.27,
      },
    },
    ice40: {
      logic: {
        tokens: 0.7526,
        positions: 0.945,
        add: 3.695,
      },
      registers: {
        read: 0.7396,
        control: 10.48,
      },
    },
    xilinx_7: {
      logic: {
        tokens: 1.847,
        positions: 0,
        add: 2.814,
      },
      registers: {
        read: 0.7338,
        control: 10.35,
      },
    },
  },
  norm_quantise: {
    ecp5: {
      logic: {
        lanes8: 4.632,
        lanes16: 1.707,
        rows8: 3.621,
        rows16: 4.382,
        tables: 4.155,
        shallowTables: 3.116,
        scale: 15.51,
        shallowScale: 12.53,
      },
      registers: {
        scale: 1.886,
        deepScale: 2.136,
        largest: 1.009,
        tables: 1.273,
      },
    },
    cyclone_v: {
      logic: {
        lanes8: 2.882,
        lanes16: 1.391,
        rows8: 1.312,
        rows16: 1.233,
        tables: 1.159,
        shallowTables: 0.3295,
        scale: 6.621,
        shallowScale: 0,
      },
      registers: {
        scale: 1.802,
        deepScale: 2.162,
        largest: 1.032,
        tables: 1.378,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        lanes8: 3.955,
        lanes16: 4.523,
        rows8: 2.579,
        rows16: 10.36,
        tables: 0.8573,
        shallowTables: 2.913,
        scale: 5.613,
        shallowScale: 1.309,
      },
      registers: {
        scale: 0.7267,
        deepScale: 2.592,
        largest: 1.293,
        tables: 1.368,
      },
    },
    ice40: {
      logic: {
        lanes8: 5.933,
        lanes16: 5.72,
        rows8: 23.43,
        rows16: 0,
        multiply: 1.149,
        tables: 3.206,
        shallowTables: 0.7738,
        scale: 14.4,
        shallowScale: 1.791,
      },
      registers: {
        scale: 1.269,
        deepScale: 2.45,
        largest: 0.7677,
        tables: 1.301,
      },
    },
    xilinx_7: {
      logic: {
        lanes8: 2.668,
        lanes16: 1.587,
        rows8: 2.702,
        rows16: 0.498,
        tables: 1.116,
        shallowTables: 1.275,
        scale: 6.763,
        shallowScale: 0.7083,
      },
      registers: {
        scale: 0.5034,
        deepScale: 2.772,
        largest: 1.299,
        tables: 1.778,
      },
    },
  },
  weight_store: {
    ecp5: {
      logic: {
        ternaryTables: 1.106,
        ternarySearch: 0.0773,
        numberTables: 0.4004,
        numberSearch: 0.3217,
      },
      registers: {
        control: 0.04324,
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
    xilinx_7: {
      logic: {
        numberTables: 1.032,
      },
      registers: {
        control: 0.09524,
      },
    },
  },
  dequantise: {
    ecp5: {
      logic: {
        result8: 15.11,
        result16: 19.23,
        scale: 4.171,
      },
      registers: {
        scale: 3.091,
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
    xilinx_7: {
      logic: {
        result8: 7.072,
        result16: 8.213,
        scale: 3.771,
      },
      registers: {
        scale: 1.527,
      },
    },
  },
  residual: {
    ecp5: {
      logic: {
        add: 4.894,
        control: 13.41,
      },
      registers: {},
    },
    cyclone_v: {
      logic: {
        add: 1.649,
        control: 9.091,
      },
      registers: {},
    },
    xilinx_ultrascale_plus: {
      logic: {
        add: 3.255,
        control: 12.89,
      },
      registers: {},
    },
    ice40: {
      logic: {
        add: 3.436,
        control: 31.46,
      },
      registers: {},
    },
    xilinx_7: {
      logic: {
        add: 3.249,
        control: 12.69,
      },
      registers: {},
    },
  },
  activation: {
    ecp5: {
      logic: {
        gate: 0.9393,
        flags: 0.9997,
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
    xilinx_7: {
      logic: {
        gate: 0.9388,
        flags: 1.009,
      },
      registers: {},
    },
  },
  attention: {
    ecp5: {
      logic: {
        scores: 5.825,
        powers: 0,
        softmax: 18.4,
        values: 0.2136,
        reciprocals: 4.323,
        lanes: 2.631,
        choose: 0.7456,
        row: 6.541,
        control: 203.4,
      },
      registers: {
        products: 0.8336,
        scores: 0,
        values: 0.968,
        groups: 0.7569,
        lanes: 1.529,
        laneProducts: 0.357,
        row: 0.9195,
        groupRow: 0.9535,
        control: 69.27,
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
    xilinx_7: {
      logic: {
        scores: 2.048,
        powers: 2.048,
        softmax: 3.655,
        values: 1.22,
        reciprocals: 0,
        lanes: 1.903,
        choose: 2.048,
        row: 1.997,
        control: 242.6,
      },
      registers: {
        products: 0,
        scores: 3.539,
        values: 0,
        groups: 1.501,
        lanes: 0.2814,
        laneProducts: 0.06648,
        row: 0,
        groupRow: 0,
        control: 0,
      },
    },
  },
  sampler_serial: {
    ecp5: {
      logic: {
        merge: 30.76,
        lanes: 2.211,
        control: 162.7,
      },
      registers: {
        sums: 3.712,
        control: 7.297,
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
    xilinx_7: {
      logic: {
        merge: 20.14,
        lanes: 1.58,
        control: 79.69,
      },
      registers: {
        sums: 3.375,
        control: 18.11,
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
        score: 15.14,
        softmax: 4.854,
        sum: 12.44,
        lane: 5.573,
        choose: 0.734,
        collect: 0,
        control: 0,
      },
      registers: {
        sums: 0.9661,
        stages: 1.368,
        collect: 1.089,
        starts: 7.822,
        control: 80.74,
      },
    },
    xilinx_7: {
      logic: {
        score: 1.966,
        softmax: 2.969,
        sum: 2.548,
        lane: 3.09,
        choose: 2.484,
        collect: 3.151,
        control: 22.16,
      },
      registers: {
        sums: 0,
        stages: 0.1091,
        collect: 1.434,
        starts: 0,
        control: 150.2,
      },
    },
  },
  sampler_parallel: {
    xilinx_ultrascale_plus: {
      logic: {
        compare: 1.027,
        sums: 1.027,
        ring: 1.027,
        lookups: 1.027,
        counts: 1.027,
        choose: 1.027,
        control: 1.027,
      },
      registers: {
        logits: 1.066,
        ranks: 1.066,
        weights: 1.066,
        sums: 1.066,
        control: 1.066,
      },
    },
    cyclone_v: {
      logic: {
        compare: 0.7532,
        sums: 0.7545,
        ring: 0.7547,
        lookups: 0.7548,
        counts: 0.7552,
        choose: 0.7543,
        control: 0.996,
      },
      registers: {
        logits: 1.066,
        ranks: 1.078,
        weights: 1.076,
        sums: 1.076,
        control: 2.38,
      },
    },
    ecp5: {
      logic: {
        compare: 1.275,
        sums: 1.275,
        ring: 1.275,
        lookups: 1.275,
        counts: 1.275,
        choose: 1.275,
        control: 1.275,
      },
      registers: {
        logits: 1.079,
        ranks: 1.079,
        weights: 1.079,
        sums: 1.079,
        control: 1.079,
      },
    },
    xilinx_7: {
      logic: {
        compare: 0.989,
        sums: 0.989,
        ring: 0.989,
        lookups: 0.989,
        counts: 0.989,
        choose: 0.989,
        control: 0.989,
      },
      registers: {
        logits: 1.066,
        ranks: 1.066,
        weights: 1.066,
        sums: 1.066,
        control: 1.066,
      },
    },
  },
  sampler_threshold: {
    xilinx_ultrascale_plus: {
      logic: {
        maximum: 2.048,
        distances: 1.379,
        powers: 1.348,
        shifts: 1.376,
        sums: 1.197,
        sumTotals: 1.046,
        counts: 1.654,
        tallies: 0.8159,
        order: 6.132,
        nodes: 1.701,
        products: 0.6915,
        control: 0.5784,
      },
      registers: {
        maximum: 1.165,
        distances: 1.122,
        weights: 1.114,
        compared: 1.122,
        sums: 1.097,
        sumTotals: 1.09,
        tallies: 1.081,
        nodes: 1.144,
        products: 1.084,
        control: 1.077,
      },
    },
    cyclone_v: {
      logic: {
        maximum: 0.7047,
        distances: 0.8026,
        powers: 0.8069,
        shifts: 0.7981,
        sums: 0.828,
        sumTotals: 0.8547,
        counts: 0.7533,
        tallies: 0.8957,
        order: 0.1172,
        nodes: 0.7408,
        products: 0.9191,
        control: 0.9387,
      },
      registers: {
        maximum: 1.065,
        distances: 1.14,
        weights: 1.153,
        compared: 1.14,
        sums: 1.183,
        sumTotals: 1.197,
        tallies: 1.213,
        nodes: 1.101,
        products: 1.207,
        control: 1.219,
      },
    },
    ecp5: {
      logic: {
        maximum: 1.51,
        distances: 1.972,
        powers: 1.994,
        shifts: 1.952,
        sums: 2.088,
        sumTotals: 2.21,
        counts: 1.73,
        tallies: 2.392,
        order: 0,
        nodes: 1.622,
        products: 2.495,
        control: 2.583,
      },
      registers: {
        maximum: 1.053,
        distances: 1.133,
        weights: 1.148,
        compared: 1.134,
        sums: 1.18,
        sumTotals: 1.195,
        tallies: 1.213,
        nodes: 1.091,
        products: 1.207,
        control: 1.22,
      },
    },
  },
  lookup_array: {
    xilinx_ultrascale_plus: {
      logic: {
        fill: 1.605,
        accumulate: 1.142,
        digits: 1.062,
        control: 2.057,
      },
      registers: {
        control: 2.472,
      },
    },
    xilinx_7: {
      logic: {
        fill: 1.949,
        accumulate: 1.23,
        digits: 0.9072,
        control: 1.842,
      },
      registers: {
        control: 2.458,
      },
    },
  },
};

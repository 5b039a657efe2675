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
        control: 6.969,
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
    xilinx_7: {
      logic: {
        tokens: 1.847,
        positions: 0,
        add: 2.814,
      },
      registers: {
        control: 8.527,
      },
    },
  },
  norm_quantise: {
    ecp5: {
      logic: {
        lanes8: 8.211,
        lanes16: 0.5402,
        rows8: 0,
        rows16: 0,
        tables: 4.648,
        scale: 18.52,
      },
      registers: {
        scale: 2.442,
        deepScale: 1.913,
        largest: 1.051,
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
    xilinx_7: {
      logic: {
        lanes8: 0.2508,
        lanes16: 0,
        rows8: 3.939,
        rows16: 0,
        tables: 1.602,
        scale: 9.228,
      },
      registers: {
        scale: 0.7944,
        deepScale: 2.656,
        largest: 1.487,
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
      registers: {
        out: 1.239,
        control: 2.711,
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
    xilinx_7: {
      logic: {
        add: 3.249,
        control: 12.69,
      },
      registers: {
        out: 1.219,
        control: 2.718,
      },
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
    ecp5: {
      logic: {
        compare: 2.335,
        order: 2.335,
        logits: 2.335,
        powers: 2.335,
        weights: 2.335,
        pick: 2.335,
        control: 2.335,
      },
      registers: {
        logits: 2.432,
        order: 2.432,
        weights: 2.432,
        control: 2.432,
      },
    },
  },
  sampler_threshold: {
    xilinx_ultrascale_plus: {
      logic: {
        maximum: 2.791,
        distances: 1.576,
        powers: 3.928,
        shifts: 0,
        sums: 0.498,
        sumTotals: 1.051,
        counts: 0,
        tallies: 0.6656,
        order: 0,
        nodes: 0,
        products: 0.8423,
        control: 2.024,
      },
      registers: {
        maximum: 0.5916,
        distances: 0.9253,
        weights: 1.295,
        compared: 1.243,
        sums: 1.2,
        sumTotals: 1.083,
        tallies: 1.081,
        nodes: 1.631,
        products: 1.061,
        control: 0.9285,
      },
    },
    cyclone_v: {
      logic: {
        maximum: 1.041,
        distances: 0.8788,
        powers: 1.432,
        shifts: 0.1934,
        sums: 0.7087,
        sumTotals: 0.8733,
        counts: 0,
        tallies: 0.9481,
        order: 0,
        nodes: 0,
        products: 1.05,
        control: 1.228,
      },
      registers: {
        maximum: 0.5102,
        distances: 0.9406,
        weights: 1.326,
        compared: 1.247,
        sums: 1.275,
        sumTotals: 1.186,
        tallies: 1.212,
        nodes: 1.6,
        products: 1.184,
        control: 1.098,
      },
    },
    ecp5: {
      logic: {
        maximum: 0.5259,
        distances: 1.692,
        powers: 5.23,
        shifts: 0,
        sums: 1.204,
        sumTotals: 2.271,
        counts: 0,
        tallies: 2.604,
        order: 0,
        nodes: 0,
        products: 3.175,
        control: 4.096,
      },
      registers: {
        maximum: 0.5004,
        distances: 0.9351,
        weights: 1.32,
        compared: 1.24,
        sums: 1.272,
        sumTotals: 1.185,
        tallies: 1.212,
        nodes: 1.589,
        products: 1.183,
        control: 1.099,
      },
    },
  },
};

import type { Weights } from './term-weights.ts';

/** Weights of the units' terms by unit and fabric; written by `scripts/calibrate-units.ts`, never by hand. */
export const WEIGHTS: Weights = {
  matmul_array: {
    ecp5: {
      logic: {
        group: 1.575,
        negate: 1.882,
        tree: 0.9895,
        accumulate: 3.262,
        control: 3.586,
      },
      registers: {
        control: 1.735,
      },
    },
    cyclone_v: {
      logic: {
        group: 0.5502,
        negate: 1.298,
        tree: 0.9337,
        accumulate: 1.35,
        control: 1.781,
      },
      registers: {
        control: 1.85,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        group: 1.176,
        negate: 0.06199,
        tree: 0.5156,
        accumulate: 1.673,
        control: 3.376,
      },
      registers: {
        control: 1.717,
      },
    },
    ice40: {
      logic: {
        multiply: 1.881,
        group: 1.811,
        negate: 1.025,
        tree: 2.188,
        accumulate: 3.864,
        control: 2.7,
      },
      registers: {
        control: 1.63,
      },
    },
    xilinx_7: {
      logic: {
        group: 1.078,
        negate: 0,
        tree: 0.3622,
        accumulate: 2.206,
        control: 2.897,
      },
      registers: {
        control: 1.714,
      },
    },
    gowin: {
      logic: {
        multiply: 2.405,
        negate: 2.877,
        tree: 1.288,
        accumulate: 2.475,
        control: 3.245,
      },
      registers: {
        control: 1.768,
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
    gowin: {
      logic: {
        program: 0.09382,
        control: 103.4,
      },
      registers: {
        word: 0.6045,
        control: 28.32,
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
    gowin: {
      logic: {
        tokens: 0.5602,
        positions: 1.745,
        add: 4.213,
      },
      registers: {
        read: 0.7191,
        control: 11.26,
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
    gowin: {
      logic: {
        lanes8: 0.4901,
        lanes16: 0.8046,
        rows8: 8.666,
        rows16: 0,
        multiply: 2.232,
        tables: 3.11,
        shallowTables: 1.662,
        scale: 15.05,
        shallowScale: 0,
      },
      registers: {
        scale: 1.908,
        deepScale: 2.323,
        largest: 1.074,
        tables: 1.205,
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
    gowin: {
      logic: {
        ternaryTables: 1.702,
        ternarySearch: 0.07031,
        numberTables: 1.567,
        numberSearch: 0,
      },
      registers: {
        control: 0.06177,
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
    gowin: {
      logic: {
        result8: 6.047,
        result16: 5.892,
        multiply: 3.092,
        scale: 0.08788,
      },
      registers: {
        scale: 3.112,
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
    gowin: {
      logic: {
        add: 3.954,
        control: 21.77,
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
    gowin: {
      logic: {
        gate: 0.9377,
        flags: 1.011,
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
    gowin: {
      logic: {
        multiply: 2.702,
        scores: 3.067,
        powers: 6.473,
        softmax: 8.689,
        values: 0.9684,
        reciprocals: 3.485,
        lanes: 0.173,
        choose: 1.549,
        row: 1.588,
        control: 118,
      },
      registers: {
        products: 0.0000314,
        scores: 1.613,
        values: 1.264,
        groups: 1.438,
        lanes: 1.303,
        laneProducts: 3.367,
        row: 0,
        groupRow: 0.9611,
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
    gowin: {
      logic: {
        merge: 22.57,
        lanes: 3.956,
        control: 34.97,
      },
      registers: {
        sums: 3.769,
        control: 2.041,
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
    gowin: {
      logic: {
        multiply: 3.238,
        score: 3.238,
        softmax: 3.238,
        sum: 3.238,
        lane: 3.238,
        control: 3.238,
      },
      registers: {
        sums: 1.413,
        stages: 1.413,
        collect: 1.413,
        starts: 1.413,
        control: 1.413,
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
        maximum: 4.296,
        distances: 1.484,
        powers: 3.795,
        shifts: 0,
        sums: 0.4591,
        sumTotals: 1.06,
        counts: 0,
        tallies: 0.7145,
        order: 0,
        nodes: 0,
        products: 0.8807,
        control: 1.857,
      },
      registers: {
        maximum: 0.327,
        distances: 0.9151,
        weights: 1.316,
        compared: 1.244,
        sums: 1.256,
        sumTotals: 1.083,
        tallies: 1.07,
        nodes: 1.693,
        products: 1.062,
        control: 0.893,
      },
    },
    cyclone_v: {
      logic: {
        maximum: 1.205,
        distances: 0.8717,
        powers: 1.377,
        shifts: 0.1984,
        sums: 0.7088,
        sumTotals: 0.8743,
        counts: 0,
        tallies: 0.955,
        order: 0,
        nodes: 0,
        products: 1.056,
        control: 1.226,
      },
      registers: {
        maximum: 0.286,
        distances: 0.9129,
        weights: 1.349,
        compared: 1.262,
        sums: 1.292,
        sumTotals: 1.185,
        tallies: 1.216,
        nodes: 1.672,
        products: 1.183,
        control: 1.087,
      },
    },
    ecp5: {
      logic: {
        maximum: 1.71,
        distances: 1.662,
        powers: 5.05,
        shifts: 0,
        sums: 1.172,
        sumTotals: 2.275,
        counts: 0,
        tallies: 2.627,
        order: 0,
        nodes: 0,
        products: 3.199,
        control: 4.078,
      },
      registers: {
        maximum: 0.2773,
        distances: 0.9075,
        weights: 1.343,
        compared: 1.255,
        sums: 1.289,
        sumTotals: 1.184,
        tallies: 1.216,
        nodes: 1.66,
        products: 1.182,
        control: 1.088,
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

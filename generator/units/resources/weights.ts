import type { Weights } from './term-weights.ts';

/** Weights of the units' terms by unit and fabric; written by `scripts/calibrate-units.ts`, never by hand. */
export const WEIGHTS: Weights = {
  matmul_array: {
    ecp5: {
      logic: {
        group: 1.55,
        negate: 1.715,
        tree: 0.9785,
        accumulate: 3.399,
        control: 3.602,
      },
      registers: {
        control: 1.743,
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
        group: 1.135,
        negate: 0,
        tree: 0.5476,
        accumulate: 1.778,
        control: 3.379,
      },
      registers: {
        control: 1.735,
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
        program: 0.2211,
        control: 48.23,
      },
      registers: {
        word: 0.548,
        control: 31.01,
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
        program: 0.02266,
        control: 103.6,
      },
      registers: {
        word: 0.4353,
        control: 37.45,
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
        tokens: 1.328,
        positions: 2.453,
        add: 9.883,
      },
      registers: {
        read: 0.7388,
        control: 10.52,
      },
    },
    cyclone_v: {
      logic: {
        tokens: 1.356,
        positions: 2.861,
        add: 1.415,
      },
      registers: {
        read: 0.9887,
        control: 10.53,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        tokens: 2.082,
        positions: 0,
        add: 2.64,
      },
      registers: {
        read: 0.7375,
        control: 10.28,
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
        lanes8: 6.009,
        lanes16: 1.714,
        rows8: 4.017,
        rows16: 7.179,
        tables: 4.102,
        shallowTables: 2.982,
        scale: 14.07,
        shallowScale: 13.21,
      },
      registers: {
        scale: 1.915,
        deepScale: 2.152,
        largest: 1.024,
        tables: 1.29,
      },
    },
    cyclone_v: {
      logic: {
        lanes8: 3.23,
        lanes16: 1.249,
        rows8: 0.7232,
        rows16: 0.6263,
        tables: 1.117,
        shallowTables: 0.4232,
        scale: 6.975,
        shallowScale: 0,
      },
      registers: {
        scale: 1.84,
        deepScale: 2.164,
        largest: 1.032,
        tables: 1.402,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        lanes8: 4.059,
        lanes16: 3.473,
        rows8: 2.04,
        rows16: 6.167,
        tables: 0.9963,
        shallowTables: 3.109,
        scale: 6.208,
        shallowScale: 0.7249,
      },
      registers: {
        scale: 0.7362,
        deepScale: 2.609,
        largest: 1.32,
        tables: 1.477,
      },
    },
    ice40: {
      logic: {
        lanes8: 5.73,
        lanes16: 5.71,
        rows8: 23.6,
        rows16: 0,
        multiply: 1.148,
        tables: 3.226,
        shallowTables: 0.7522,
        scale: 14.4,
        shallowScale: 1.871,
      },
      registers: {
        scale: 1.273,
        deepScale: 2.467,
        largest: 0.7646,
        tables: 1.328,
      },
    },
    xilinx_7: {
      logic: {
        lanes8: 4.402,
        lanes16: 1.531,
        rows8: 1.178,
        rows16: 0.3523,
        tables: 1.13,
        shallowTables: 1.246,
        scale: 6.573,
        shallowScale: 0,
      },
      registers: {
        scale: 0.5306,
        deepScale: 2.778,
        largest: 1.322,
        tables: 1.874,
      },
    },
    gowin: {
      logic: {
        lanes8: 0.7164,
        lanes16: 0.374,
        rows8: 8.568,
        rows16: 0,
        multiply: 2.213,
        tables: 3.124,
        shallowTables: 1.543,
        scale: 15.58,
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
        ternaryTables: 1.113,
        ternarySearch: 0.06681,
        numberTables: 0.4052,
        numberSearch: 0.3191,
      },
      registers: {
        control: 0.04301,
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
        ternaryTables: 1.809,
        ternarySearch: 0,
        numberTables: 1.022,
        numberSearch: 0.7612,
      },
      registers: {
        control: 0.09355,
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
        result8: 14.37,
        result16: 16.05,
        scaledResult: 8.139,
        scale: 4.947,
        scaleSearch: 1.159,
      },
      registers: {
        scale: 3.038,
        waiting: 1.671,
      },
    },
    cyclone_v: {
      logic: {
        result8: 5.151,
        result16: 4.964,
        scaledResult: 3.124,
        scale: 1.868,
        scaleSearch: 2.944,
      },
      registers: {
        scale: 3.271,
        waiting: 1.852,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        result8: 7.781,
        result16: 9.483,
        scaledResult: 3.011,
        scale: 3.509,
        scaleSearch: 25.15,
      },
      registers: {
        scale: 1.586,
        waiting: 1.133,
      },
    },
    ice40: {
      logic: {
        result8: 8.965,
        result16: 10.34,
        scaledResult: 0,
        multiply: 2.697,
        scale: 0.3471,
        scaleSearch: 0.3015,
      },
      registers: {
        scale: 3.104,
        waiting: 1.451,
      },
    },
    xilinx_7: {
      logic: {
        result8: 7.125,
        result16: 7.89,
        scaledResult: 2.117,
        scale: 3.891,
        scaleSearch: 13.84,
      },
      registers: {
        scale: 1.538,
        waiting: 1.211,
      },
    },
    gowin: {
      logic: {
        result8: 7.978,
        result16: 9,
        scaledResult: 0,
        multiply: 2.681,
        scale: 3.3,
        scaleSearch: 0.3845,
      },
      registers: {
        scale: 3.106,
        waiting: 1.401,
      },
    },
  },
  residual: {
    ecp5: {
      logic: {
        add: 4.9,
        control: 13.12,
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
        add: 3.235,
        control: 13.2,
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
        gate: 0.9394,
        flags: 0.9973,
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
        gate: 0.938,
        flags: 1.011,
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
        scores: 5.746,
        powers: 0,
        softmax: 15.36,
        values: 1.882,
        reciprocals: 4.743,
        lanes: 3.174,
        choose: 0.234,
        row: 7.19,
        control: 0,
      },
      registers: {
        products: 0.8121,
        scores: 0,
        values: 0.9758,
        groups: 0.9651,
        lanes: 1.292,
        laneProducts: 0.5905,
        row: 0.4646,
        groupRow: 1.079,
        control: 93.98,
      },
    },
    cyclone_v: {
      logic: {
        scores: 0.7052,
        powers: 1.759,
        softmax: 4.025,
        values: 1.234,
        reciprocals: 1.431,
        lanes: 1.56,
        choose: 0.929,
        row: 1.49,
        control: 0,
      },
      registers: {
        products: 0.6636,
        scores: 0.5123,
        values: 1.536,
        groups: 1.569,
        lanes: 0.788,
        laneProducts: 0.8447,
        row: 0.6532,
        groupRow: 0,
        control: 58.49,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        scores: 1.604,
        powers: 3.507,
        softmax: 8.008,
        values: 0,
        reciprocals: 0,
        lanes: 1.507,
        choose: 2.452,
        row: 1.134,
        control: 245.7,
      },
      registers: {
        products: 0.1189,
        scores: 0.5444,
        values: 0,
        groups: 1.253,
        lanes: 0.9862,
        laneProducts: 0,
        row: 0.2601,
        groupRow: 0.6987,
        control: 14.83,
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
        merge: 29.94,
        lanes: 2.392,
        control: 162.6,
      },
      registers: {
        sums: 3.713,
        control: 7.304,
      },
    },
    xilinx_ultrascale_plus: {
      logic: {
        merge: 18.47,
        lanes: 1.734,
        control: 126.4,
      },
      registers: {
        sums: 3.381,
        control: 17.76,
      },
    },
    cyclone_v: {
      logic: {
        merge: 6.53,
        lanes: 0.3733,
        table: 2.025,
        control: 147.3,
      },
      registers: {
        sums: 3.975,
        control: 0.1252,
      },
    },
    ice40: {
      logic: {
        merge: 17.28,
        lanes: 2.472,
        control: 90.5,
      },
      registers: {
        sums: 3.736,
        control: 2.715,
      },
    },
    xilinx_7: {
      logic: {
        merge: 17.65,
        lanes: 1.507,
        control: 144,
      },
      registers: {
        sums: 3.352,
        control: 18.35,
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
        score: 2.226,
        softmax: 4.444,
        sum: 4.206,
        lane: 5.063,
        choose: 0.5871,
        collect: 0.3007,
        control: 97.25,
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
        score: 16.72,
        softmax: 4.526,
        sum: 11.56,
        lane: 5.083,
        choose: 1.156,
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
        compare: 1.27,
        sums: 1.27,
        ring: 1.27,
        lookups: 1.27,
        counts: 1.27,
        choose: 1.27,
        control: 1.27,
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
        maximum: 0,
        distances: 0.7997,
        powers: 3.242,
        shifts: 0,
        sums: 0.7301,
        sumTotals: 1.139,
        counts: 0,
        tallies: 1.223,
        order: 12.48,
        nodes: 0,
        products: 1.292,
        control: 0.6998,
      },
      registers: {
        maximum: 1.004,
        distances: 1.073,
        weights: 1.229,
        compared: 1.291,
        sums: 1.006,
        sumTotals: 1.076,
        tallies: 1.114,
        nodes: 1.441,
        products: 1.048,
        control: 1.083,
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
        maximum: 1.875,
        distances: 1.65,
        powers: 5.539,
        shifts: 0,
        sums: 1.078,
        sumTotals: 2.218,
        counts: 0,
        tallies: 2.474,
        order: 0,
        nodes: 0,
        products: 3.024,
        control: 3.904,
      },
      registers: {
        maximum: 0.4195,
        distances: 0.9521,
        weights: 1.321,
        compared: 1.248,
        sums: 1.274,
        sumTotals: 1.184,
        tallies: 1.211,
        nodes: 1.593,
        products: 1.182,
        control: 1.102,
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

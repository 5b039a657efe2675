import type { Weights } from './term-weights.ts';

/** Weights of the units' terms by unit and fabric; written by `scripts/calibrate-units.ts`, never by hand. */
export const WEIGHTS: Weights = {
  "matmul_array": {
    "ecp5": {
      "logic": {
        "negate": 0.729,
        "tree": 0.9533,
        "accumulate": 3.432,
        "control": 3.807
      },
      "registers": {
        "control": 1.745
      }
    },
    "cyclone_v": {
      "logic": {
        "negate": 1.115,
        "tree": 0.975,
        "accumulate": 1.328,
        "control": 1.838
      },
      "registers": {
        "control": 1.531
      }
    },
    "xilinx_ultrascale_plus": {
      "logic": {
        "tree": 0.4974,
        "accumulate": 2.135,
        "control": 2.846
      },
      "registers": {
        "control": 1.786
      }
    },
    "ice40": {
      "logic": {
        "multiply": 1.951,
        "negate": 1.314,
        "tree": 1.896,
        "accumulate": 3.511,
        "control": 2.846
      },
      "registers": {
        "control": 1.651
      }
    }
  },
  "sequencer": {
    "ecp5": {
      "logic": {
        "program": 0.1644,
        "control": 79.61
      },
      "registers": {
        "word": 0.4942,
        "control": 34.5
      }
    },
    "cyclone_v": {
      "logic": {
        "program": 0.0421,
        "control": 36.91
      },
      "registers": {
        "word": 0.5855,
        "control": 44.54
      }
    },
    "xilinx_ultrascale_plus": {
      "logic": {
        "program": 0.02574,
        "control": 98.55
      },
      "registers": {
        "word": 0.4873,
        "control": 34.6
      }
    },
    "ice40": {
      "logic": {
        "program": 0.05879,
        "control": 81.01
      },
      "registers": {
        "word": 0.2888,
        "control": 46.23
      }
    }
  },
  "embedding": {
    "ecp5": {
      "logic": {
        "tokens": 2.085,
        "positions": 0,
        "add": 10.32
      },
      "registers": {
        "control": 8.711
      }
    },
    "cyclone_v": {
      "logic": {
        "tokens": 1.666,
        "positions": 2.31,
        "add": 1.726
      },
      "registers": {
        "control": 10.1
      }
    },
    "xilinx_ultrascale_plus": {
      "logic": {
        "tokens": 2.242,
        "positions": 0,
        "add": 2.722
      },
      "registers": {
        "control": 7.234
      }
    },
    "ice40": {
      "logic": {
        "tokens": 0.7356,
        "positions": 1.033,
        "add": 3.74
      },
      "registers": {
        "control": 6.869
      }
    }
  },
  "norm_quantise": {
    "ecp5": {
      "logic": {
        "lanes8": 8.23,
        "lanes16": 1.306,
        "rows8": 0,
        "rows16": 0,
        "tables": 6.373,
        "scale": 20.9
      },
      "registers": {
        "scale": 2.442,
        "deepScale": 1.65,
        "largest": 0.9456
      }
    },
    "cyclone_v": {
      "logic": {
        "lanes8": 3.063,
        "lanes16": 1.302,
        "rows8": 1.453,
        "rows16": 0,
        "tables": 1.198,
        "scale": 7.108
      },
      "registers": {
        "scale": 2.335,
        "deepScale": 2.171,
        "largest": 1.356
      }
    },
    "xilinx_ultrascale_plus": {
      "logic": {
        "lanes8": 0.7126,
        "lanes16": 0.8185,
        "rows8": 7.339,
        "rows16": 0,
        "tables": 1.626,
        "scale": 16.57
      },
      "registers": {
        "scale": 1.267,
        "deepScale": 2.118,
        "largest": 1.471
      }
    },
    "ice40": {
      "logic": {
        "lanes8": 0,
        "lanes16": 4.823,
        "rows8": 29.9,
        "rows16": 0,
        "multiply": 1.61,
        "tables": 3.459,
        "scale": 12.67
      },
      "registers": {
        "scale": 1.743,
        "deepScale": 2.41,
        "largest": 1.01
      }
    }
  },
  "weight_store": {
    "ecp5": {
      "logic": {
        "numberTables": 0.3494,
        "numberSearch": 0.3494
      },
      "registers": {
        "control": 0.1176
      }
    },
    "cyclone_v": {
      "logic": {
        "ternaryTables": 1.17,
        "ternarySearch": 0.2786,
        "numberTables": 1.081,
        "numberSearch": 0.1492
      },
      "registers": {
        "control": 0
      }
    },
    "xilinx_ultrascale_plus": {
      "logic": {
        "numberTables": 1.029,
        "numberSearch": 0.7656
      },
      "registers": {
        "control": 0.2222
      }
    },
    "ice40": {
      "logic": {
        "ternaryTables": 1.845,
        "ternarySearch": 0.04361,
        "numberTables": 1.646,
        "numberSearch": 0
      },
      "registers": {
        "control": 0.134
      }
    }
  },
  "dequantise": {
    "ecp5": {
      "logic": {
        "result8": 14.93,
        "result16": 18.21,
        "scale": 4.744
      },
      "registers": {
        "scale": 3.083
      }
    },
    "cyclone_v": {
      "logic": {
        "result8": 5.217,
        "result16": 5.384,
        "scale": 1.709
      },
      "registers": {
        "scale": 3.382
      }
    },
    "xilinx_ultrascale_plus": {
      "logic": {
        "result8": 6.166,
        "result16": 8.294,
        "scale": 5.636
      },
      "registers": {
        "scale": 1.416
      }
    },
    "ice40": {
      "logic": {
        "result8": 8.554,
        "result16": 10.87,
        "multiply": 2.773,
        "scale": 0
      },
      "registers": {
        "scale": 3.11
      }
    }
  },
  "residual": {
    "ecp5": {
      "logic": {
        "add": 4.97,
        "control": 11.49
      },
      "registers": {
        "out": 1.252,
        "control": 2.714
      }
    },
    "cyclone_v": {
      "logic": {
        "add": 1.637,
        "control": 9.304
      },
      "registers": {
        "out": 1.381,
        "control": 0
      }
    },
    "xilinx_ultrascale_plus": {
      "logic": {
        "add": 3.286,
        "control": 12.34
      },
      "registers": {
        "out": 1.288,
        "control": 2.684
      }
    },
    "ice40": {
      "logic": {
        "add": 3.475,
        "control": 30.84
      },
      "registers": {
        "out": 1.133,
        "control": 4.549
      }
    }
  },
  "activation": {
    "ecp5": {
      "logic": {
        "gate": 0.9401,
        "flags": 0.9963
      },
      "registers": {}
    },
    "cyclone_v": {
      "logic": {
        "gate": 0.4696,
        "flags": 0.4999
      },
      "registers": {}
    },
    "xilinx_ultrascale_plus": {
      "logic": {
        "gate": 0.9387,
        "flags": 1.023
      },
      "registers": {}
    },
    "ice40": {
      "logic": {
        "gate": 0.9414,
        "flags": 0.9818
      },
      "registers": {}
    }
  },
  "attention": {
    "ecp5": {
      "logic": {
        "scores": 4.124,
        "powers": 3.956,
        "softmax": 13.04,
        "values": 1.691,
        "reciprocals": 1.825,
        "lanes": 3.759,
        "choose": 2.691,
        "row": 6.144,
        "control": 0
      },
      "registers": {
        "products": 0.5051,
        "scores": 1.981,
        "values": 0.7525,
        "groups": 0.9653,
        "lanes": 1.206,
        "laneProducts": 0,
        "row": 0.8971,
        "groupRow": 1.073,
        "control": 0
      }
    },
    "cyclone_v": {
      "logic": {
        "scores": 1.074,
        "powers": 2.233,
        "softmax": 2.845,
        "values": 0.9947,
        "reciprocals": 0.6541,
        "lanes": 1.966,
        "choose": 1.154,
        "row": 1.07,
        "control": 27.76
      },
      "registers": {
        "products": 0.6886,
        "scores": 0,
        "values": 1.491,
        "groups": 1.619,
        "lanes": 0.7193,
        "laneProducts": 0,
        "row": 0.7556,
        "groupRow": 0.09192,
        "control": 86.06
      }
    },
    "xilinx_ultrascale_plus": {
      "logic": {
        "scores": 1.489,
        "powers": 3.306,
        "softmax": 3.911,
        "values": 1.636,
        "reciprocals": 1.513,
        "lanes": 3.292,
        "choose": 1.416,
        "row": 1.404,
        "control": 71.43
      },
      "registers": {
        "products": 0.7075,
        "scores": 0.2442,
        "values": 0.2932,
        "groups": 1.026,
        "lanes": 1.78,
        "laneProducts": 1.737,
        "row": 0.137,
        "groupRow": 0.1688,
        "control": 0
      }
    },
    "ice40": {
      "logic": {
        "multiply": 2.453,
        "scores": 2.275,
        "powers": 6.545,
        "softmax": 8.823,
        "values": 2.264,
        "reciprocals": 4.355,
        "lanes": 1.237,
        "choose": 2.097,
        "row": 1.323,
        "control": 0
      },
      "registers": {
        "products": 0.08285,
        "scores": 1.013,
        "values": 1.139,
        "groups": 1.248,
        "lanes": 0.05599,
        "laneProducts": 3.304,
        "row": 0.4339,
        "groupRow": 0.7998,
        "control": 84.13
      }
    }
  },
  "sampler_serial": {
    "ecp5": {
      "logic": {
        "merge": 30.45,
        "lanes": 1.604,
        "control": 184.7
      },
      "registers": {
        "sums": 3.754,
        "control": 3.172
      }
    },
    "xilinx_ultrascale_plus": {
      "logic": {
        "merge": 18.24,
        "lanes": 2.016,
        "control": 121.6
      },
      "registers": {
        "sums": 3.466,
        "control": 10.11
      }
    },
    "cyclone_v": {
      "logic": {
        "merge": 7.223,
        "lanes": 0.5037,
        "table": 1.96,
        "control": 129.3
      },
      "registers": {
        "sums": 3.932,
        "control": 6.171
      }
    },
    "ice40": {
      "logic": {
        "merge": 18.33,
        "lanes": 2.002,
        "control": 79.3
      },
      "registers": {
        "sums": 3.773,
        "control": 1.688
      }
    }
  },
  "attention_serial": {
    "xilinx_ultrascale_plus": {
      "logic": {
        "score": 2.77,
        "softmax": 2.77,
        "sum": 2.77,
        "lane": 2.77,
        "choose": 2.77,
        "collect": 2.77,
        "control": 2.77
      },
      "registers": {
        "sums": 0.4833,
        "stages": 0.4833,
        "collect": 0.4833,
        "starts": 0.4833,
        "control": 0.4833
      }
    },
    "cyclone_v": {
      "logic": {
        "tables": 1.356,
        "score": 0.418,
        "softmax": 2.121,
        "sum": 1.894,
        "lane": 2.377,
        "choose": 1.175,
        "collect": 2.419,
        "control": 34.42
      },
      "registers": {
        "sums": 1.053,
        "stages": 1.609,
        "collect": 2.03,
        "starts": 0,
        "control": 42.73
      }
    },
    "ice40": {
      "logic": {
        "multiply": 2.833,
        "score": 0,
        "softmax": 4.25,
        "sum": 5.018,
        "lane": 7.856,
        "choose": 0,
        "collect": 0,
        "control": 39.59
      },
      "registers": {
        "sums": 1.193,
        "stages": 1.11,
        "collect": 1.433,
        "starts": 5.755,
        "control": 78.26
      }
    },
    "ecp5": {
      "logic": {
        "score": 5.028,
        "softmax": 5.268,
        "sum": 5.187,
        "lane": 5.293,
        "choose": 5.152,
        "collect": 5.302,
        "control": 8.996
      },
      "registers": {
        "sums": 1.022,
        "stages": 1.509,
        "collect": 1.871,
        "starts": 0,
        "control": 37.01
      }
    }
  },
  "sampler_parallel": {
    "xilinx_ultrascale_plus": {
      "logic": {
        "compare": 1.618,
        "order": 1.618,
        "logits": 1.618,
        "powers": 1.618,
        "weights": 1.618,
        "pick": 1.618,
        "control": 1.618
      },
      "registers": {
        "logits": 2.627,
        "order": 2.627,
        "weights": 2.627,
        "control": 2.627
      }
    },
    "cyclone_v": {
      "logic": {
        "compare": 0.3924,
        "order": 1.017,
        "logits": 1.052,
        "powers": 0.9821,
        "weights": 1.209,
        "pick": 0.8814,
        "control": 109.1
      },
      "registers": {
        "logits": 2.587,
        "order": 2.587,
        "weights": 2.587,
        "control": 2.587
      }
    }
  }
};

/** Core cycles from an accumulator to its result: product, shift. */
export const DEQUANTISE_LATENCY_CYCLES = 2;

/** Core cycles from a result to the same with its bias. */
export const HEAD_BIAS_LATENCY_CYCLES = 1;

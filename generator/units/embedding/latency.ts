/** Core cycles from the micro-operation to the first bus beat: ROM read, sum. */
export const EMBEDDING_LATENCY_CYCLES = 2;

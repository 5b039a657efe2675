/** The largest sizes of a model that is read: far beyond what fits a board, and small enough that no product of them is inexact. */
export const LARGEST = {
  layers: 256,
  width: 16_384,
  heads: 1024,
  ffn: 65_536,
  context: 65_536,
  vocabulary: 262_144,
} as const;

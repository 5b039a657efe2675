/** A matrix on the grid of docs/arithmetic.md §4: value = integers · step of the row. */
export interface QuantisedMatrix {
  readonly rows: number;
  readonly cols: number;
  /** [rows × cols]; the weights themselves, with steps of 1, where they are not rounded. */
  readonly integers: Float64Array;
  /** [rows] */
  readonly steps: Float64Array;
  /** [rows], not rounded; of queries, keys and values. */
  readonly bias: Float64Array | null;
}

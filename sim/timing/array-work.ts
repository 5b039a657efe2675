/** What an operation of the array goes through: operand words, tiles of results, digits of a weight. */
export interface ArrayWork {
  readonly words: number;
  readonly tiles: number;
  readonly planes: number;
  /** Operations, without identities, that have read the vector before. */
  readonly repeats: number;
  readonly identity: boolean;
}

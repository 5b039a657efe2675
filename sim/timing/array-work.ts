/** What an operation of the array goes through: operand words, tiles of results, digits of a weight. */
export interface ArrayWork {
  readonly words: number;
  readonly tiles: number;
  readonly planes: number;
  readonly identity: boolean;
}

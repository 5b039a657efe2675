/** What the length of an operation of the array depends on; of an identity, `words` and `planes` are 1 and `repeats` is 0. */
export interface ArrayOperation {
  readonly words: number;
  readonly tiles: number;
  readonly planes: number;
  /** Operations, without identities, that have read the vector before. */
  readonly repeats: number;
  readonly identity: boolean;
}

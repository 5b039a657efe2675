/** What the length of an operation of the array depends on; of an identity, `words` and `planes` are 1. */
export interface ArrayOperation {
  readonly words: number;
  readonly tiles: number;
  readonly planes: number;
  readonly identity: boolean;
}

/** Text to tokens and back, without the tokens that only begin or end a sequence. */
export interface TextCodec {
  /** Each line of a text is a sequence of its own, begun and ended by the boundary token: models of names and the like. */
  readonly linesAreDocuments: boolean;
  /**
   * Tokens of a text, the boundary token not among them.
   *
   * @param subject what the user knows the text as: `prompt`
   * @throws InputError for a text that has no tokens in this vocabulary
   */
  encode(text: string, subject: string): number[];
  /**
   * The text that tokens add behind others. A token that begins or ends sequences is a line break, but for one at the end.
   *
   * @param before what they follow, the boundary token included
   */
  decode(tokens: readonly number[], before: readonly number[]): string;
}

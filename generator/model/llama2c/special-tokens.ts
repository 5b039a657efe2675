/** The token that begins a sequence and, generated, ends it. Source: llama2.c, run.c, `generate`. */
const BOUNDARY = 1;

/** The boundary token of a vocabulary, null in one without room for it. */
export function boundaryOf(vocabulary: number): number | null {
  return vocabulary > BOUNDARY ? BOUNDARY : null;
}

/** Two neighbours together: their token, and how soon they become it. */
export interface Merge {
  readonly token: number;
  readonly score: number;
}

/** No pair of a score at or below this is merged. Source: llama2.c, run.c, `encode`. */
const LEAST_SCORE = -1e10;

/** Two neighbours that could be merged when it was put into the heap; one of them may have changed since. */
interface Candidate extends Merge {
  /** Places of the two in the text; a place keeps its number when others vanish. */
  readonly left: number;
  readonly right: number;
  /** What stood there. */
  readonly leftToken: number;
  readonly rightToken: number;
}

/**
 * Merges neighbours until no pair is left: always the pair of the highest score, the first of equals. A heap in place of
 * a search through the text a merge: n log n steps, so that whole books can be judged.
 */
export function mergePieces(
  tokens: readonly number[],
  merge: (left: number, right: number) => Merge | undefined,
): number[] {
  // The text as a list with links; -1 where a token was merged into the one before.
  const current = [...tokens];
  const next = tokens.map((_, place) => place + 1);
  const previous = tokens.map((_, place) => place - 1);
  const heap: Candidate[] = [];
  const consider = (left: number, right: number): void => {
    const [leftToken, rightToken] = [current[left], current[right]];
    if (leftToken === undefined || rightToken === undefined) return;
    const found = merge(leftToken, rightToken);
    if (found !== undefined && found.score > LEAST_SCORE) {
      push(heap, { ...found, left, right, leftToken, rightToken });
    }
  };
  for (let place = 0; place + 1 < tokens.length; place++) consider(place, place + 1);
  for (let best = pop(heap); best !== undefined; best = pop(heap)) {
    const { left, right, leftToken, rightToken, token } = best;
    if (current[left] !== leftToken || current[right] !== rightToken || next[left] !== right) continue;
    current[left] = token;
    current[right] = -1;
    const after = next[right] ?? tokens.length;
    next[left] = after;
    if (after < tokens.length) previous[after] = left;
    consider(previous[left] ?? -1, left);
    consider(left, after);
  }
  return current.filter((token) => token >= 0);
}

/** Whether `a` leaves the heap before `b`. */
function precedes(a: Candidate, b: Candidate): boolean {
  return a.score > b.score || (a.score === b.score && a.left < b.left);
}

function push(heap: Candidate[], candidate: Candidate): void {
  let place = heap.length;
  heap.push(candidate);
  while (place > 0) {
    const parent = Math.floor((place - 1) / 2);
    const above = heap[parent];
    if (above === undefined || !precedes(candidate, above)) break;
    heap[place] = above;
    place = parent;
  }
  heap[place] = candidate;
}

function pop(heap: Candidate[]): Candidate | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (top === undefined || last === undefined || heap.length === 0) return top;
  let place = 0;
  for (;;) {
    const [left, right] = [heap[2 * place + 1], heap[2 * place + 2]];
    const child = right !== undefined && left !== undefined && precedes(right, left) ? right : left;
    if (child === undefined || !precedes(child, last)) break;
    const childPlace = child === left ? 2 * place + 1 : 2 * place + 2;
    heap[place] = child;
    place = childPlace;
  }
  heap[place] = last;
  return top;
}

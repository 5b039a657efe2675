/** Most names that a suggestion offers. */
const MOST_NAMES = 3;

/**
 * The names that one most likely meant by `name`, nearest first: at most three, none further away than a
 * third of the name's length (but always one slip). Case is ignored, and `_` and `-` count as the same.
 */
export function nearestNames(name: string, known: readonly string[]): readonly string[] {
  const wanted = fold(name);
  const reach = Math.max(1, Math.floor(wanted.length / 3));
  return known
    .map((candidate) => ({ candidate, distance: distanceTo(wanted, fold(candidate)) }))
    .filter(({ candidate, distance }) => distance <= reach || isBeginning(wanted, fold(candidate)))
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, MOST_NAMES)
    .map(({ candidate }) => candidate);
}

/** A hint for an unknown name: `did you mean kv260?`, or all that is known when nothing is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const near = nearestNames(name, known);
  if (near.length > 0) return `did you mean ${orList(near)}?`;
  return known.length === 0 ? 'none is known' : `known: ${known.join(', ')}`;
}

/**
 * Edits between two names: insert, delete or replace a character, or swap two neighbours (each pair once:
 * the "optimal string alignment" form of the Damerau-Levenshtein distance).
 */
export function editDistance(a: string, b: string): number {
  let twoBack: readonly number[] = [];
  let oneBack = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(oneBack, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          at(oneBack, j) + 1,
          at(row, j - 1) + 1,
          replaced,
          swapped ? at(twoBack, j - 2) + 1 : Infinity,
        ),
      );
    }
    twoBack = oneBack;
    oneBack = row;
  }
  return at(oneBack, b.length);
}

/** Longest name that is compared; what is longer is no slip of the finger. */
const LONGEST_NAME = 80;

function distanceTo(wanted: string, candidate: string): number {
  return wanted.length > LONGEST_NAME ? Infinity : editDistance(wanted, candidate);
}

function isBeginning(wanted: string, candidate: string): boolean {
  return wanted.length >= 3 && candidate.startsWith(wanted);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

function orList(names: readonly string[]): string {
  return names.length === 1 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

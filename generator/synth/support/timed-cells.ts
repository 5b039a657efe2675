import type { CellTiming, Family } from '../families/family.ts';

/** For tests: every cell of a family with its timing where all parameters are absent, and where all are 1. */
export function timedCells(
  family: Family,
): readonly { readonly type: string; readonly timing: CellTiming }[] {
  const settings = [
    { number: () => 0, text: () => '' },
    { number: () => 1, text: () => 'TRUE' },
  ];
  return [...family.cells].flatMap(([type, model]) =>
    settings.slice(0, model.timedBy === undefined ? 1 : 2).map((parameters) => ({
      type,
      timing: model.timing(parameters),
    })),
  );
}

import type { DesignFile } from '../../generator/emit/design-file.ts';

const ZERO_POINT_BITS = 4;

/** A row's scale and zero point of the group that is read. */
export interface RowGroup {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** The scales and zero points of groups, read one word after another, as the hardware does. */
export class GroupScales {
  readonly #words: readonly bigint[];
  readonly #core: Pick<DesignFile['core'], 'rows' | 'groupScaleBits'>;
  #next = 0;

  constructor(words: readonly bigint[], core: Pick<DesignFile['core'], 'rows' | 'groupScaleBits'>) {
    this.#words = words;
    this.#core = core;
  }

  /** Of every row of a tile. */
  take(): readonly RowGroup[] {
    const word = this.#words[this.#next++] ?? 0n;
    const { rows, groupScaleBits } = this.#core;
    const bits = groupScaleBits + ZERO_POINT_BITS;
    return Array.from({ length: rows }, (_, row) => {
      const entry = BigInt.asUintN(bits, word >> BigInt(bits * row));
      return {
        scale: Number(BigInt.asUintN(groupScaleBits, entry)),
        zeroPoint: Number(BigInt.asIntN(ZERO_POINT_BITS, entry >> BigInt(groupScaleBits))),
      };
    });
  }
}

import type { ProgramField } from '../design/program-word.ts';
import type {
  Fold,
  IntegerFormats,
  IntegerModel,
  ModelShape,
  ScaleConstant,
  TableFields,
} from '../model/integer-model.ts';
import type { RopeTables } from '../model/rope-tables.ts';
import type { InlineTokenizer, TokenizerReference } from '../model/tokenizer/stored-tokenizer.ts';
import type { Plan } from '../sizing/plan.ts';
import type { CoreParameters } from '../units/core-parameters.ts';

/** Shape of a table in the build folder; its contents are in `mem/`. */
export interface TableDescription {
  readonly fields: TableFields;
  readonly outBits: number;
  readonly t1Bits: number;
}

/**
 * A rigid stream inside the core, by the names of its wires: what verification records and compares. A payload holds the data
 * of all token slots, the first one's in the lowest bits.
 */
export interface StreamDescription {
  readonly name: string;
  readonly valid: string;
  readonly data: readonly string[];
  readonly bits: number;
}

/** `design.json`: what simulation, verification, synthesis and reports know of a build. */
export interface DesignFile {
  readonly format: 'fpga-gen-design';
  readonly version: 1;
  readonly name: string;
  readonly build_id: string;
  readonly board: string;
  readonly part: string;
  readonly family: string;
  /** Estimated use of each resource, in the family's own units. */
  readonly resources: Readonly<Record<string, number>>;
  /** The same of each hardware unit. */
  readonly unit_resources: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly clock_hz: number;
  /** Module that is synthesised for the board; verification always drives the AXI one. */
  readonly top: string;
  readonly shape: ModelShape;
  readonly formats: IntegerFormats;
  readonly folds: readonly Fold[];
  readonly tokenizer: InlineTokenizer | TokenizerReference;
  readonly plan: Plan;
  readonly core: CoreParameters;
  readonly program: { readonly fields: readonly ProgramField[]; readonly words: number };
  readonly tables: Readonly<Record<string, TableDescription>>;
  readonly feedForward: IntegerModel['feedForward'];
  /** The embedding is the residual stream's first vector as it is. */
  readonly embeddingSetsResidual: boolean;
  /** Address bits of the rotations' tables; null with learned positions. */
  readonly rope: Pick<RopeTables, 'pairBits' | 'lowBits' | 'highBits'> | null;
  /** The head's constant at temperature 1. */
  readonly head: ScaleConstant;
  readonly streams: readonly StreamDescription[];
}

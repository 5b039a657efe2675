import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { packagePath } from '../../package-root.ts';

const termsSchema = z.record(z.string(), z.number().nonnegative());

const fabricWeightsSchema = z.record(
  z.string(),
  z.strictObject({ logic: termsSchema, registers: termsSchema }),
);

/** Amounts of logic or of registers by what they are for, in bits or in what else they grow with. */
export type Terms = Readonly<z.infer<typeof termsSchema>>;

/** Weights of the terms by unit, in one fabric: LUTs and flip-flops each. */
export type FabricWeights = Readonly<z.infer<typeof fabricWeightsSchema>>;

export type UnitWeights = FabricWeights[string];

const FOLDER = ['generator', 'families', 'weights'] as const;

/** Where the weights of a fabric are kept; `scripts/calibrate-units.ts` writes them. */
export function weightsPath(fabricKey: string): string {
  return packagePath(...FOLDER, `${fabricKey}.json`);
}

/** Weights by fabric, of those that were calibrated. */
export const WEIGHTS: Readonly<Record<string, FabricWeights>> = Object.fromEntries(
  readdirSync(packagePath(...FOLDER)).map((file) => {
    const key = basename(file, '.json');
    return [key, fabricWeightsSchema.parse(JSON.parse(readFileSync(weightsPath(key), 'utf8')))];
  }),
);

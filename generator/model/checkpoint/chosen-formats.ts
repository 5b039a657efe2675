import { InputError } from '../../errors.ts';
import type { FloatModel } from '../float-model.ts';
import type { LoadOptions } from '../load-options.ts';

type Formats = Pick<FloatModel, 'weightFormat' | 'activationFormat' | 'kvFormat'>;

/**
 * The formats of a checkpoint that names none: 8 bits everywhere. One of trits is ternary, whatever else is asked for:
 * behind them are no other weights, or only latent ones, which predict nothing.
 */
export function chosenFormats(trits: boolean, options: LoadOptions, subject: string): Formats {
  const { weightFormat, activationFormat = 'int8', kvFormat = 'int8' } = options;
  if (trits && weightFormat !== undefined && weightFormat !== 'ternary') {
    throw new InputError({
      subject: '--weight-format',
      rule: `must be ternary or left out, because the weights of ${subject} are trits`,
      received: weightFormat,
    });
  }
  return { weightFormat: weightFormat ?? (trits ? 'ternary' : 'int8'), activationFormat, kvFormat };
}

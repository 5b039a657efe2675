import { InputError } from '../../errors.ts';
import type { FloatModel } from '../float-model.ts';
import type { LoadOptions } from '../load-options.ts';

type Formats = Pick<FloatModel, 'weightFormat' | 'activationFormat' | 'kvFormat'>;

/** What a checkpoint holds its matrices in. */
export type Content = 'floats' | 'trits' | 'codes';

const OWN_FORMATS = { floats: 'int8', trits: 'ternary', codes: 'int4' } as const;

/**
 * The formats of a checkpoint that names none: 8 bits everywhere, but codes of 4 bits stay what they are. One of trits is ternary,
 * whatever else is asked for: there are no other weights, or only latent ones, which predict nothing.
 */
export function chosenFormats(content: Content, options: LoadOptions, subject: string): Formats {
  const { weightFormat, activationFormat = 'int8', kvFormat = 'int8' } = options;
  if (content === 'trits' && weightFormat !== undefined && weightFormat !== 'ternary') {
    throw new InputError({
      subject: '--weight-format',
      rule: `must be ternary or left out, because the weights of ${subject} are trits`,
      received: weightFormat,
    });
  }
  return { weightFormat: weightFormat ?? OWN_FORMATS[content], activationFormat, kvFormat };
}

import { InputError } from '../../errors.ts';
import type { Tokenizer } from '../integer-model.ts';

/** @throws InputError for a special token that the vocabulary has not */
export function checkSpecialTokens(
  { boundary, stop }: Pick<Tokenizer, 'boundary' | 'stop'>,
  vocabulary: number,
  subject: string,
): void {
  for (const [name, token] of Object.entries({ boundary, stop })) {
    if (token === undefined || token === null || (token >= 0 && token < vocabulary)) continue;
    throw new InputError({
      subject: `${subject}: ${name}`,
      rule: `must be a token, 0 to ${vocabulary - 1}`,
      received: token,
      hint:
        name === 'stop' ? 'It is the token that ends a sequence.' : 'It is the token that begins a sequence.',
    });
  }
}

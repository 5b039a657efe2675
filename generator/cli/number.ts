import { InputError } from '../errors.ts';
import type { Parse } from './flag.ts';

/** What a number has to be, in words and as a test. */
interface NumberRule {
  readonly rule: string;
  readonly holds: (value: number) => boolean;
  readonly hint?: string;
}

function numberParser({ rule, holds, hint }: NumberRule): Parse<number> {
  return (value, option) => {
    const number = decimal(value);
    if (number === undefined || !holds(number)) {
      throw new InputError({ subject: option, rule: `must be ${rule}`, received: value, hint });
    }
    return number;
  };
}

/** A number as people write it: `12`, `-3`, `0.7`, `250e6`. Not `0x10`, `Infinity`, `1_000`, ` 1` or nothing. */
function decimal(value: string): number | undefined {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** A whole number from `least` to `most`. */
export function integer(least: number, most = Number.MAX_SAFE_INTEGER): Parse<number> {
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  return numberParser({
    rule: `a whole number ${range}`,
    holds: (number) => Number.isSafeInteger(number) && number >= least && number <= most,
  });
}

/** The seeds that every generator of ours takes. */
export const seed = integer(0, 2 ** 32 - 1);

/** A frequency in hertz. */
export const hertz = numberParser({
  rule: 'a number of hertz above 0',
  holds: (number) => number > 0,
  hint: 'for example 250e6 for 250 MHz',
});

/** A share: above 0, and at most 1. */
export const share = numberParser({
  rule: 'a number above 0 and at most 1',
  holds: (number) => number > 0 && number <= 1,
});

/** A sampling temperature; 0 is greedy. */
export const temperature = numberParser({
  rule: 'a number of at least 0',
  holds: (number) => number >= 0,
});

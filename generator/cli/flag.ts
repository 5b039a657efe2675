import { Option } from 'commander';
import { InputError } from '../errors.ts';
import { didYouMean } from '../nearest.ts';

/**
 * One option of a command: what commander has to know of it, and how its text becomes a value. The text is
 * turned into a value by us, not by commander, so that every bad value ends in the same kind of message.
 */
export interface Flag<Value> {
  readonly option: Option;
  /** The value of this option among those that commander has found. */
  readonly read: (options: Readonly<Record<string, unknown>>) => Value;
}

/** Values of a set of flags, under the same keys. */
export type FlagValues<Flags extends Readonly<Record<string, Flag<unknown>>>> = {
  readonly [Key in keyof Flags]: Flags[Key] extends Flag<infer Value> ? Value : never;
};

/** Turns the text of an option into its value. @throws InputError that names `option` */
export type Parse<Value> = (text: string, option: string) => Value;

/** An option that may be left out. */
export function optional<Value>(
  flags: string,
  description: string,
  parse: Parse<Value>,
): Flag<Value | undefined> {
  const option = new Option(flags, description);
  return {
    option,
    read: (options) => {
      const text = options[option.attributeName()];
      return typeof text === 'string' ? parse(text, option.long ?? flags) : undefined;
    },
  };
}

/** An option that has a value even when it is left out. */
export function withDefault<Value extends string | number>(
  flags: string,
  description: string,
  parse: Parse<Value>,
  value: Value,
): Flag<Value> {
  const { option, read } = optional(flags, `${description} (default: ${value})`, parse);
  return { option, read: (options) => read(options) ?? value };
}

/**
 * An option without which the command does not run. We look for it ourselves: commander would complain of
 * `--board` before it sees that someone wrote `--bord`.
 */
export function required<Value>(flags: string, description: string, parse: Parse<Value>): Flag<Value> {
  const { option, read } = optional(flags, `${description} (required)`, parse);
  return {
    option,
    read: (options) => {
      const value = read(options);
      if (value === undefined) throw new InputError({ subject: option.long ?? flags, rule: 'must be given' });
      return value;
    },
  };
}

/** An option that takes no value: there or not there. */
export function toggle(flags: string, description: string): Flag<boolean> {
  const option = new Option(flags, description);
  return { option, read: (options) => options[option.attributeName()] === true };
}

/** Any text, the empty one too. */
export const text: Parse<string> = (value) => value;

/** A name that cannot be empty: a file, a folder, a board. */
export const name: Parse<string> = (value, option) => {
  if (value === '') throw new InputError({ subject: option, rule: 'must not be empty', received: value });
  return value;
};

/** One of a few words. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Parse<Word> {
  return (value, option) => {
    const found = words.find((word) => word === value);
    if (found !== undefined) return found;
    const hint = didYouMean(value, words);
    const list = words.join(', ');
    throw new InputError({
      subject: option,
      rule: `must be one of ${list}`,
      received: value,
      hint: hint.startsWith('known') ? undefined : hint,
    });
  };
}

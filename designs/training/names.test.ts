import { describe, expect, it } from 'vitest';
import { InputError } from '../../generator/errors.ts';
import { predictions } from './forward.ts';
import { isHeldOut, splitNames } from './names.ts';
import { BOUNDARY, CONTEXT } from './shape.ts';

describe('names', () => {
  it('holds out by the hash of the name alone', () => {
    // `printf lillian | sha256sum` begins with 0a, that of ada with fd (253).
    expect(['lillian', 'ada'].map(isHeldOut)).toEqual([true, false]);
  });

  it('puts a name that occurs twice into one part, once', () => {
    const { training, heldOut } = splitNames(['ada', 'eva', 'ada', ''], 'f');
    expect(training.length + heldOut.length).toBe(2);
  });

  it('brackets a name with boundaries', () => {
    const { training, heldOut } = splitNames(['abz'], 'f');
    expect([...training, ...heldOut]).toEqual([Int32Array.of(BOUNDARY, 0, 1, 25, BOUNDARY)]);
  });

  it('cuts a long name to the context', () => {
    const { training, heldOut } = splitNames(['a'.repeat(30)], 'f');
    expect([...training, ...heldOut].map(predictions)).toEqual([CONTEXT]);
  });

  it('refuses what is no name', () => {
    expect(() => splitNames(['Ada'], 'names.txt')).toThrow(InputError);
    expect(() => splitNames(['Ada'], 'names.txt')).toThrow(/names.txt.*letters a to z.*Ada/);
  });
});

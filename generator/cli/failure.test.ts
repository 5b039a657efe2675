import { expect, test } from 'vitest';
import { InputError } from '../errors.ts';
import { failureSchema } from '../schema/failure.ts';
import { describeFailure, exitCodeOf } from './failure.ts';

const foreseen = new InputError({ subject: '--board', rule: 'is unknown', received: 'x' });
const bug = new TypeError('x is not a function');

test('a foreseen failure is a message, a bug has its stack', () => {
  expect(describeFailure(foreseen, false)).toBe('error: --board is unknown, received "x"');
  expect(describeFailure(bug, false)).toMatch(
    /^internal error: this is a bug of fpga-gen; please report it with these lines\nTypeError: x is not a function\n {4}at /,
  );
  expect(describeFailure('thrown text', false)).toContain('\nthrown text');
});

test.each([foreseen, bug, 'thrown text', undefined])(
  'as JSON it keeps to the published schema: %s',
  (error) => {
    const document: unknown = JSON.parse(describeFailure(error, true));
    expect(failureSchema.parse(document)).toMatchObject({ exit_code: exitCodeOf(error) });
  },
);

test('exit codes', () => {
  expect([foreseen, bug, 'text', undefined].map(exitCodeOf)).toEqual([2, 70, 70, 70]);
});

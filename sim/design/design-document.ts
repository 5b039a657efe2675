import type { DesignFile } from '../../generator/emit/design-file.ts';
import { InputError } from '../../generator/errors.ts';

/** Integers that the simulator computes with, by their places in design.json. */
const INTEGERS = [
  ...['layers', 'width', 'heads', 'headDim', 'ffn', 'context', 'vocabulary'].map(of('shape')),
  ...['xBits', 'xFrac', 'activationBits', 'scaleBits', 'reciprocalBits', 'kvBits', 'accShift'].map(
    of('formats'),
  ),
  ...['qFrac', 'kFrac', 'vFrac', 'scoreFrac', 'scoreBits', 'attentionGuardBits'].map(of('formats')),
  ...['logitFrac', 'logitBits', 'normEps'].map(of('formats')),
  ...['rows', 'lanes', 'beats', 'xBits', 'activationBits', 'weightBits', 'accBits'].map(of('core')),
  ...['core.yBits', 'core.weightWords', 'program.words', 'head.mantissa', 'head.shift', 'clock_hz'],
];

const LISTS = ['program.fields', 'streams'];

/** The design.json of a build. @throws InputError for a file that `fpga-gen build` has not written */
export function parseDesign(text: string, subject: string): DesignFile {
  const design = parsed(text);
  if (!isDesign(design)) throw refusal(subject, 'must be the description of a build', text.slice(0, 60));
  for (const path of INTEGERS) {
    const value = valueAt(design, path);
    if (!Number.isSafeInteger(value)) throw refusal(`${subject}: ${path}`, 'must be an integer', value);
  }
  for (const path of LISTS) {
    const value = valueAt(design, path);
    if (!Array.isArray(value)) throw refusal(`${subject}: ${path}`, 'must be a list', value);
  }
  return design;
}

/** The error for a file of a build folder that is not as a build leaves it. */
export function refusal(subject: string, rule: string, received: unknown): InputError {
  return new InputError({ subject, rule, received, hint: 'Write the folder anew with `fpga-gen build`.' });
}

function of(section: string): (key: string) => string {
  return (key) => `${section}.${key}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isDesign(value: unknown): value is DesignFile {
  return valueAt(value, 'format') === 'fpga-gen-design';
}

function valueAt(document: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
      document,
    );
}

import type { DesignFile } from '../../generator/emit/design-file.ts';
import { REGISTER_MAP } from '../../generator/registers/register-map.ts';
import type { SequenceRequest } from '../../sim/sequence.ts';

/** One write to a control register, as the word that the benches read: the address above 32 bits of data. */
export type RegisterWrite = number;

/** Control register writes that make a sequence's settings. */
export function registerWrites(
  design: DesignFile,
  { settings, stopToken, maxNewTokens }: Omit<SequenceRequest, 'prompt'>,
): RegisterWrite[] {
  const { controls, inverseTemperature, seed } = settings;
  const mantissa = inverseTemperature.mantissa * 2 ** (16 - design.formats.scaleBits);
  return [
    write('stop_token', { token: stopToken ?? 0, enable: stopToken === null ? 0 : 1 }),
    write('max_new_tokens', { value: maxNewTokens }),
    write('temperature', { mantissa, shift: inverseTemperature.shift, greedy: controls.greedy ? 1 : 0 }),
    write('top_k', { value: Math.min(controls.topK, design.shape.vocabulary) }),
    write('top_p', { value: controls.topP }),
    write('seed', { value: seed }),
  ];
}

function write(name: string, values: Readonly<Record<string, number>>): RegisterWrite {
  const register = REGISTER_MAP.find((candidate) => candidate.name === name);
  if (register === undefined) throw new Error(`no register ${name}`);
  let value = 0n;
  for (const field of register.fields) {
    const given = BigInt.asUintN(field.bits, BigInt(values[field.name] ?? field.reset ?? 0));
    value |= given << BigInt(field.low);
  }
  return register.offset * 2 ** 32 + Number(value);
}

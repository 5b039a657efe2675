import type { VerifyResult } from '../../generator/schema/verify.ts';
import { type Expectation, type Happening, INPUT_STREAM, OUTPUT_STREAM } from './expectation.ts';

type Mismatch = NonNullable<VerifyResult['simulators'][number]['first_mismatch']>;

/** What an RTL simulation wrote down, by stream. */
export interface Observation {
  readonly streams: ReadonlyMap<string, readonly Happening[]>;
  /** Output beats that were flagged as errors. */
  readonly errors: number;
  readonly timedOut: boolean;
}

/** Reads the bench's beats.txt. Beats from `coreCycles` on belong to no step and are left out. */
export function parseObservation(text: string, coreCycles: number): Observation {
  const streams = new Map<string, Happening[]>();
  let errors = 0;
  let timedOut = false;
  const add = (stream: string, cycle: string | undefined, payload: bigint): void => {
    const list = streams.get(stream) ?? [];
    list.push({ stream, cycle: Number(cycle), payload });
    streams.set(stream, list);
  };
  for (const line of text.split('\n')) {
    const [kind, a, b, c, d] = line.trim().split(/\s+/);
    if (kind === 'I') add(INPUT_STREAM, a, 0n);
    else if (kind === 'O') {
      add(OUTPUT_STREAM, a, /^\d+$/.test(b ?? '') ? BigInt(b ?? '') : -1n);
      if (d !== '0') errors += 1;
    } else if (kind === 'B' && Number(b) < coreCycles) add(a ?? '', b, hexadecimal(c ?? ''));
    else if (kind === 'E') timedOut = true;
  }
  return { streams, errors, timedOut };
}

/** −1 for a payload with unknown bits: it equals no expected one. */
function hexadecimal(digits: string): bigint {
  return /^[0-9a-f]+$/i.test(digits) ? BigInt(`0x${digits}`) : -1n;
}

/** Result of a comparison: how many beats were the same, and the first that was not. */
export interface Comparison {
  readonly compared: number;
  readonly mismatch: Mismatch | null;
}

/** Compares every beat of every stream, values and cycles, and says the earliest difference. */
export function compareStreams(expected: Expectation, observed: Observation): Comparison {
  let compared = 0;
  const mismatches: Mismatch[] = [];
  for (const [stream, beats] of expected.streams) {
    const actual = observed.streams.get(stream) ?? [];
    const length = Math.max(beats.length, actual.length);
    for (let index = 0; index < length; index++) {
      const mismatch = difference(stream, beats[index], actual[index]);
      if (mismatch !== null) {
        mismatches.push(mismatch);
        break;
      }
      compared += 1;
    }
  }
  const unknown = [...observed.streams.keys()].find((stream) => !expected.streams.has(stream));
  if (unknown !== undefined)
    throw new Error(`the bench recorded a stream ${unknown} that the design does not name`);
  // Rigid streams tell more than the edges, which only follow them.
  const order = (mismatch: Mismatch): number =>
    (mismatch.stream === OUTPUT_STREAM || mismatch.stream === INPUT_STREAM ? 1e9 : 0) + (mismatch.cycle ?? 0);
  mismatches.sort((a, b) => order(a) - order(b));
  return { compared, mismatch: mismatches[0] ?? null };
}

function difference(
  stream: string,
  expected: Happening | undefined,
  actual: Happening | undefined,
): Mismatch | null {
  if (expected !== undefined && actual !== undefined) {
    if (expected.cycle !== actual.cycle) {
      return mismatch(stream, expected.cycle, 'cycle', `${expected.cycle}`, `${actual.cycle}`);
    }
    if (expected.payload === actual.payload) return null;
    return mismatch(stream, expected.cycle, 'payload', hex(expected.payload), hex(actual.payload));
  }
  const cycle = expected?.cycle ?? actual?.cycle ?? 0;
  return mismatch(
    stream,
    cycle,
    'valid',
    expected === undefined ? 'no beat' : hex(expected.payload),
    actual === undefined ? 'no beat' : hex(actual.payload),
  );
}

function mismatch(stream: string, cycle: number, signal: string, expected: string, actual: string): Mismatch {
  return { unit: stream, stream, cycle, signal, expected, actual };
}

function hex(payload: bigint): string {
  return payload < 0n ? 'unknown (x)' : `0x${payload.toString(16)}`;
}

import writeFileAtomic from 'write-file-atomic';
import type { DesignFile } from '../generator/emit/design-file.ts';
import { fileFailure } from '../generator/file-failure.ts';
import type { Beat } from './beats.ts';

/** Writes the rigid streams as a VCD: one valid bit and one payload a stream, one core cycle a clock period. @throws InputError */
export async function writeVcd(path: string, design: DesignFile, beats: readonly Beat[]): Promise<void> {
  try {
    await writeFileAtomic(path, vcdText(design, beats));
  } catch (error) {
    throw fileFailure(`waveform ${path}`, 'written', error, 'its folder must be there already');
  }
}

/** Text of the waveform; time is in picoseconds. */
export function vcdText(design: DesignFile, beats: readonly Beat[]): string {
  const period = Math.round(1e12 / design.clock_hz);
  const code = (index: number): string => String.fromCharCode(33 + index);
  const header = design.streams.flatMap((stream, index) => [
    `$scope module ${stream.name} $end`,
    `$var wire 1 ${code(2 * index)} valid $end`,
    `$var wire ${stream.bits} ${code(2 * index + 1)} data $end`,
    '$upscope $end',
  ]);
  const byCycle = new Map<number, Beat[]>();
  for (const beat of beats) byCycle.set(beat.cycle, [...(byCycle.get(beat.cycle) ?? []), beat]);
  const index = new Map(design.streams.map((stream, at) => [stream.name, at]));
  const lines: string[] = [];
  let valid = new Set<number>();
  const last = beats.reduce((latest, beat) => Math.max(latest, beat.cycle), 0);
  for (let cycle = 0; cycle <= last + 1; cycle++) {
    const now = byCycle.get(cycle) ?? [];
    const streams = new Set(now.map((beat) => index.get(beat.stream) ?? 0));
    const changes = [
      ...[...valid].filter((at) => !streams.has(at)).map((at) => `0${code(2 * at)}`),
      ...[...streams].filter((at) => !valid.has(at)).map((at) => `1${code(2 * at)}`),
      ...now.map((beat) => `b${beat.payload.toString(2)} ${code(2 * (index.get(beat.stream) ?? 0) + 1)}`),
    ];
    if (changes.length > 0) lines.push(`#${cycle * period}`, ...changes);
    valid = streams;
  }
  const initial = design.streams.map((_, at) => `0${code(2 * at)}`);
  return [
    '$timescale 1ps $end',
    '$scope module accelerator_core $end',
    ...header,
    '$upscope $end',
    '$enddefinitions $end',
    '$dumpvars',
    ...initial,
    '$end',
    ...lines,
    '',
  ].join('\n');
}

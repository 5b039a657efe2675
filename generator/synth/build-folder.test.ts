import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileList, readBuildFolder } from './build-folder.ts';

const design = { board: 'icebreaker', family: 'ice40', clock_hz: 12e6, top: 'top' };

describe('readBuildFolder', () => {
  let scratch = '';
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'fpga-gen-folder-'));
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  const folder = async (document: string) => {
    const dir = await mkdtemp(join(scratch, 'build-'));
    await mkdir(join(dir, 'rtl'));
    await writeFile(join(dir, 'rtl/filelist.f'), 'rtl/a.v\n\nrtl/top.v // the top\n');
    await writeFile(join(dir, 'design.json'), document);
    return dir;
  };

  test('reads what synthesis needs', async () => {
    const resources = { lut: { used: 100, available: 5280 }, ff: 50, bram: 'many' };
    const dir = await folder(JSON.stringify({ ...design, resources, more: 1 }));
    expect(await readBuildFolder(dir)).toEqual({
      dir,
      board: 'icebreaker',
      family: 'ice40',
      clockHz: 12e6,
      top: 'top',
      files: ['rtl/a.v', 'rtl/top.v'],
      grade: 'up5k',
      estimate: { lut: 100, ff: 50 },
      unitEstimates: {},
    });
  });

  test.each([
    [{ ...design, device: 'hx8k' }, 'hx8k'],
    [{ ...design, board: 'ice40-hx8k' }, 'hx8k'],
    [{ ...design, board: 'mine', part: 'iCE40UP5K-SG48' }, 'up5k'],
    [{ ...design, board: 'mine' }, undefined],
    [{ ...design, family: 'ecp5' }, undefined],
    [{ ...design, family: 'ecp5', part: 'LFE5U-85F-6BG381C' }, '6'],
    [{ ...design, family: 'xilinx_7', part: 'xc7a100tcsg324-1' }, '-1'],
    [{ ...design, family: 'xilinx_ultrascale_plus', part: 'xck26-sfvc784-2LV-c' }, '-2LV'],
    [{ ...design, family: 'xilinx_ultrascale_plus', part: 'xczu7ev-ffvc1156-2' }, '-2'],
    [{ ...design, family: 'xilinx_ultrascale_plus', part: 'xcu280-fsvh2892-2L-e' }, '-2'],
    [{ ...design, family: 'cyclone_v', part: '5CSEMA5F31C6' }, '6'],
    [{ ...design, family: 'cyclone_v', part: '5CSEBA6U23I7' }, '7'],
    [{ ...design, family: 'gowin', part: 'GW2AR-LV18QN88C8/I7' }, 'C8'],
    [{ ...design, family: 'ecp5', speed_grade: 8 }, '8'],
  ])('finds the speed grade or device: %j', async (document, grade) => {
    expect((await readBuildFolder(await folder(JSON.stringify(document)))).grade).toBe(grade);
  });

  test.each([
    ['{', /design\.json must be JSON/],
    ['[]', /design\.json must be an object/],
    [JSON.stringify({ ...design, family: 'max10' }), /design\.json: family must be one of/],
    [
      JSON.stringify({ ...design, clock_hz: 0 }),
      /design\.json: clock_hz must be a positive number, received 0/,
    ],
    [JSON.stringify({ ...design, top: undefined }), /design\.json: top must be a name/],
  ])('refuses %j', async (document, message) => {
    await expect(readBuildFolder(await folder(document))).rejects.toThrow(message);
  });

  test('says what a folder without a design lacks', async () => {
    await expect(readBuildFolder(join(scratch, 'nowhere'))).rejects.toThrow(
      /nowhere\/design\.json cannot be read.*\n {2}give the folder that `fpga-gen build -o` made/,
    );
  });

  test('a file list stays inside the folder', () => {
    expect(fileList('# comment\nrtl/a.v\n', 'f')).toEqual(['rtl/a.v']);
    expect(() => fileList('../a.v', 'f')).toThrow(
      'f must name files inside the build folder, received "../a.v"',
    );
    expect(() => fileList('/a.v', 'f')).toThrow('must name files inside');
    expect(() => fileList('\n', 'f')).toThrow('f must name a Verilog file');
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MANIFEST_GENERATOR } from '../design/manifest-file.ts';
import { InputError } from '../errors.ts';
import { writeOutputFolder } from './output-folder.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fpga-gen-output-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const manifest = JSON.stringify({ generator: MANIFEST_GENERATOR });

async function writeBuild(folder: string): Promise<string> {
  mkdirSync(join(folder, 'rtl'));
  writeFileSync(join(folder, 'rtl', 'top.v'), 'new');
  writeFileSync(join(folder, 'manifest.json'), manifest);
  return 'result';
}

function build(target: string, force = false): Promise<string> {
  return writeOutputFolder(target, { force, content: 'build' }, writeBuild);
}

function earlierBuild(name: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'old.v'), 'old');
  writeFileSync(join(folder, 'manifest.json'), manifest);
  return folder;
}

async function refusal(attempt: Promise<unknown>): Promise<string> {
  const error: unknown = await attempt.then(
    () => 'it did not fail',
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return error instanceof InputError ? error.message.replaceAll(root, 'ROOT') : '';
}

/** Every path below `root`, so that leftovers show, hidden ones too. */
function contents(): readonly string[] {
  return readdirSync(root, { recursive: true }).map(String).sort();
}

describe('a name that is free', () => {
  test('gets the whole folder and returns what the writer returned', async () => {
    expect(await build(join(root, 'demo'))).toBe('result');
    expect(contents()).toEqual(['demo', 'demo/manifest.json', 'demo/rtl', 'demo/rtl/top.v']);
  });

  test('has its parent folders made', async () => {
    await build(join(root, 'a', 'b', 'demo/'));
    expect(readFileSync(join(root, 'a/b/demo/rtl/top.v'), 'utf8')).toBe('new');
  });

  test('is not visible before it is complete', async () => {
    await writeOutputFolder(join(root, 'demo'), { force: false, content: 'build' }, async (folder) => {
      await writeBuild(folder);
      expect(existsSync(join(root, 'demo'))).toBe(false);
    });
    expect(contents()).toContain('demo');
  });

  test('gets the permissions that the umask gives to any new folder', async () => {
    await build(join(root, 'demo'));
    mkdirSync(join(root, 'plain'));
    expect(statSync(join(root, 'demo')).mode).toBe(statSync(join(root, 'plain')).mode);
  });
});

describe('a folder that exists', () => {
  test('an earlier build is kept without --force', async () => {
    const folder = earlierBuild('demo');
    expect(await refusal(build(folder))).toBe(
      'output folder ROOT/demo: exists\n  use --force to replace this earlier build',
    );
    expect(contents()).toEqual(['demo', 'demo/manifest.json', 'demo/old.v']);
  });

  test('an earlier build is replaced as a whole with --force', async () => {
    await build(earlierBuild('demo'), true);
    expect(contents()).toEqual(['demo', 'demo/manifest.json', 'demo/rtl', 'demo/rtl/top.v']);
  });

  test.each([false, true])('an empty one is filled (force: %s)', async (force) => {
    mkdirSync(join(root, 'demo'));
    await build(join(root, 'demo'), force);
    expect(contents()).toEqual(['demo', 'demo/manifest.json', 'demo/rtl', 'demo/rtl/top.v']);
  });

  const foreign: Readonly<Record<string, (folder: string) => void>> = {
    'without a manifest': (folder) => writeFileSync(join(folder, 'thesis.tex'), ''),
    'with the manifest of another program': (folder) =>
      writeFileSync(join(folder, 'manifest.json'), '{"name":"web app","generator":"other"}'),
    'with a manifest that is no JSON': (folder) =>
      writeFileSync(join(folder, 'manifest.json'), MANIFEST_GENERATOR),
    'with a manifest that is JSON null': (folder) => writeFileSync(join(folder, 'manifest.json'), 'null'),
    'with a manifest that is a list': (folder) =>
      writeFileSync(join(folder, 'manifest.json'), '["generator"]'),
    'with an imported model': (folder) =>
      writeFileSync(
        join(folder, 'manifest.json'),
        JSON.stringify({ generator: MANIFEST_GENERATOR, content: 'model' }),
      ),
    'with a folder called manifest.json': (folder) => mkdirSync(join(folder, 'manifest.json')),
    'with a manifest that is a link to a real one': (folder) => {
      writeFileSync(join(root, 'elsewhere.json'), manifest);
      symlinkSync(join(root, 'elsewhere.json'), join(folder, 'manifest.json'));
    },
  };
  test.each(Object.entries(foreign))('%s is never replaced', async (_, fill) => {
    mkdirSync(join(root, 'demo'));
    fill(join(root, 'demo'));
    const before = contents();
    expect(await refusal(build(join(root, 'demo'), true))).toBe(
      'output folder ROOT/demo has content that is no build of fpga-gen\n' +
        '  choose another name, or move that content away',
    );
    expect(contents()).toEqual(before);
  });

  test('that becomes foreign while we build is kept', async () => {
    const folder = earlierBuild('demo');
    const attempt = writeOutputFolder(folder, { force: true, content: 'build' }, async () => {
      rmSync(join(folder, 'manifest.json'));
    });
    expect(await refusal(attempt)).toContain('has content that is no build of fpga-gen');
    expect(contents()).toEqual(['demo', 'demo/old.v']);
  });
});

describe('what is no folder, or not one to replace', () => {
  test('a file in its place', async () => {
    writeFileSync(join(root, 'demo'), 'precious');
    expect(await refusal(build(join(root, 'demo'), true))).toBe(
      'output folder ROOT/demo is not a folder\n  choose another name',
    );
    expect(readFileSync(join(root, 'demo'), 'utf8')).toBe('precious');
  });

  test.each(['an earlier build', 'nothing'])('a symbolic link to %s', async (destination) => {
    if (destination === 'an earlier build') earlierBuild('real');
    symlinkSync('real', join(root, 'demo'));
    expect(await refusal(build(join(root, 'demo'), true))).toBe(
      'output folder ROOT/demo is a symbolic link\n  name the folder that it leads to',
    );
    expect(lstatSync(join(root, 'demo')).isSymbolicLink()).toBe(true);
  });

  test('but a link further up is followed', async () => {
    mkdirSync(join(root, 'real'));
    symlinkSync('real', join(root, 'link'));
    await build(join(root, 'link', 'demo'));
    expect(contents()).toContain('real/demo/rtl/top.v');
  });

  test.each([
    ['', 'output folder must have a name, received ""'],
    ['a\0b', 'output folder must not contain a NUL character, received "a\\u0000b"'],
    [
      '.',
      'output folder . must not be the current folder or one above it\n  go elsewhere, and name it from there',
    ],
    [
      '/',
      'output folder / must not be the current folder or one above it\n  go elsewhere, and name it from there',
    ],
    ['/dev/null/demo', 'output folder /dev/null/demo cannot be written: a part of its path is a file'],
  ])('the name %j', async (name, message) => {
    expect(await refusal(build(name, true))).toBe(message);
  });

  test('a name that is too long', async () => {
    expect(await refusal(build(join(root, 'x'.repeat(300))))).toMatch(
      /cannot be written: its name is too long$/,
    );
    expect(contents()).toEqual([]);
  });

  test('links that lead in a circle', async () => {
    symlinkSync('b', join(root, 'a'));
    symlinkSync('a', join(root, 'b'));
    expect(await refusal(build(join(root, 'a', 'demo')))).toBe(
      'output folder ROOT/a/demo cannot be written: its symbolic links lead in a circle',
    );
  });
});

test.each([
  '-rf',
  'a b',
  "it's $(id)",
  'line\nbreak',
  '\u001b[2J',
  '…',
  '名前',
  '..demo',
  '%s',
  'new',
  'old',
])('the hostile name %j is only a name', async (name) => {
  await build(join(root, name));
  await build(join(root, name), true);
  expect(readdirSync(root)).toEqual([name]);
});

describe('a writer that fails', () => {
  const half = async (folder: string): Promise<never> => {
    writeFileSync(join(folder, 'half.v'), 'half');
    throw new Error('half-way');
  };

  test('leaves neither the folder nor its new parents', async () => {
    const attempt = writeOutputFolder(join(root, 'a', 'b', 'demo'), { force: false, content: 'build' }, half);
    await expect(attempt).rejects.toThrow('half-way');
    expect(contents()).toEqual([]);
  });

  test('leaves the earlier build as it was', async () => {
    const folder = earlierBuild('demo');
    await expect(writeOutputFolder(folder, { force: true, content: 'build' }, half)).rejects.toThrow(
      'half-way',
    );
    expect(contents()).toEqual(['demo', 'demo/manifest.json', 'demo/old.v']);
  });

  test('for want of space says so', async () => {
    const attempt = writeOutputFolder(join(root, 'demo'), { force: false, content: 'build' }, async () => {
      writeFileSync('/dev/full', 'x');
    });
    expect(await refusal(attempt)).toBe(
      'output folder ROOT/demo cannot be written: no space left on the device',
    );
    expect(contents()).toEqual([]);
  });

  test('leaves no signal handler behind', async () => {
    const before = process.listenerCount('SIGINT') + process.listenerCount('exit');
    await build(join(root, 'demo'));
    await expect(
      writeOutputFolder(join(root, 'other'), { force: false, content: 'build' }, half),
    ).rejects.toThrow();
    expect(process.listenerCount('SIGINT') + process.listenerCount('exit')).toBe(before);
  });
});

test('two builds at once: the first stays, the second is refused', async () => {
  const attempts = await Promise.allSettled([build(join(root, 'demo')), build(join(root, 'demo'))]);
  expect(attempts.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(contents()).toEqual(['demo', 'demo/manifest.json', 'demo/rtl', 'demo/rtl/top.v']);
});

test('a parent that may not be written', async () => {
  chmodSync(root, 0o555);
  const attempt = asPlainUser(() => refusal(build(join(root, 'demo'))));
  expect(await attempt).toBe('output folder ROOT/demo cannot be written: permission denied');
  expect(contents()).toEqual([]);
});

/** Permissions do not stop root: tests that run as root step down for as long as `attempt` takes. */
async function asPlainUser<Result>(attempt: () => Promise<Result>): Promise<Result> {
  const [nobody, user] = [65534, process.geteuid?.()];
  if (user !== 0) return attempt();
  process.seteuid?.(nobody);
  try {
    return await attempt();
  } finally {
    process.seteuid?.(user);
  }
}

describe('a process that ends half-way', () => {
  /** Starts a build in a process of its own which says when it is half-way, and then acts. */
  async function endHalfWay(target: string, action: string): Promise<NodeJS.Signals | number | null> {
    const program = `
      import { writeFileSync } from 'node:fs';
      import { writeOutputFolder } from ${JSON.stringify(new URL('output-folder.ts', import.meta.url).href)};
      await writeOutputFolder(process.argv[1], { force: true, content: 'build' }, async (folder) => {
        writeFileSync(folder + '/half.v', 'half');
        ${action}
        await new Promise((resolve) => setTimeout(resolve, 20_000));
      });`;
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', program, '--', target],
      {
        stdio: 'inherit',
      },
    );
    const [code, signal]: (NodeJS.Signals | number | null)[] = await once(child, 'exit');
    return signal ?? code ?? null;
  }

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('by %s leaves everything as it was', async (signal) => {
    const folder = earlierBuild('demo');
    expect(await endHalfWay(folder, `process.kill(process.pid, '${signal}');`)).toBe(signal);
    expect(contents()).toEqual(['demo', 'demo/manifest.json', 'demo/old.v']);
  });

  test('by process.exit leaves everything as it was', async () => {
    expect(await endHalfWay(join(root, 'a', 'demo'), 'process.exit(7);')).toBe(7);
    expect(contents()).toEqual([]);
  });

  test('by SIGKILL leaves the earlier build, and the next build works', async () => {
    const folder = earlierBuild('demo');
    expect(await endHalfWay(folder, "process.kill(process.pid, 'SIGKILL');")).toBe('SIGKILL');
    expect(readdirSync(folder).sort()).toEqual(['manifest.json', 'old.v']);
    await build(folder, true);
    expect(readdirSync(folder).sort()).toEqual(['manifest.json', 'rtl']);
  });
});

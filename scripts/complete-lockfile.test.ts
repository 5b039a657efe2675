import { expect, test } from 'vitest';
import { missingEntries, readLockFile } from './complete-lockfile.ts';

test('npm ci will accept package-lock.json (repair: npm run lock)', () => {
  expect(missingEntries(readLockFile())).toEqual([]);
});

test('finds what is missing, looking where node looks', () => {
  const tool = {
    dev: true,
    optionalDependencies: { '@t/bin-linux-x64-musl': '1.2.3', 'bin-win32-arm64': '1.2.3' },
  };
  const packages = {
    '': {},
    'node_modules/@t/tool': tool,
    'node_modules/a': {},
    'node_modules/a/node_modules/@t/tool': tool,
    'node_modules/a/node_modules/bin-win32-arm64': { version: '1.2.3' },
  };
  const entry = { version: '1.2.3', dev: true, optional: true };
  const linux = { ...entry, cpu: ['x64'], os: ['linux'], libc: ['musl'] };
  expect(missingEntries({ packages })).toEqual([
    ['node_modules/@t/bin-linux-x64-musl', linux],
    ['node_modules/bin-win32-arm64', { ...entry, cpu: ['arm64'], os: ['win32'] }],
    ['node_modules/@t/bin-linux-x64-musl', linux],
  ]);
});

test('does not invent what it cannot know', () => {
  const packages = { 'node_modules/a': { optionalDependencies: { 'some-thing': '^1.0.0' } } };
  expect(() => missingEntries({ packages })).toThrow('some-thing@^1.0.0 is missing from package-lock.json');
});

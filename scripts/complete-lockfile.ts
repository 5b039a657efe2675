import { readFileSync, writeFileSync } from 'node:fs';
import { packagePath } from '../generator/package-root.ts';

/**
 * Adds to package-lock.json the binaries for other platforms that npm leaves out when the registry at hand
 * does not have them. npm writes such a lock file without a word, and then `npm ci` refuses it.
 * Run it after every change of the dependencies: `npm run lock`.
 */

interface LockEntry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface LockFile {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

const OS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const CPU = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/** The entries that `lock` lacks, by their keys. */
export function missingEntries(lock: LockFile): ReadonlyArray<readonly [string, object]> {
  return Object.entries(lock.packages).flatMap(([parent, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !isLocked(lock, parent, name))
      .map(([name, version]) => [`node_modules/${name}`, platformEntry(name, version, entry)] as const),
  );
}

/** Whether node would find `name` from within `parent`, in it or in a folder above it. */
function isLocked({ packages }: LockFile, parent: string, name: string): boolean {
  const prefix = parent === '' ? '' : `${parent}/`;
  if (Object.hasOwn(packages, `${prefix}node_modules/${name}`)) return true;
  return (
    parent !== '' && isLocked({ packages }, parent.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, ''), name)
  );
}

/** What a package for one platform says of itself; its name tells: `@biomejs/cli-linux-x64-musl`. */
function platformEntry(name: string, version: string, { dev }: LockEntry): object {
  const words = name.split(/[/-]/);
  const os = words.filter((word) => OS.includes(word));
  const cpu = words.filter((word) => CPU.includes(word));
  if (os.length !== 1 || cpu.length !== 1 || !/^\d+\.\d+\.\d+/.test(version)) {
    throw new Error(`${name}@${version} is missing from package-lock.json, and its name names no platform`);
  }
  const libc = words.some((word) => word.startsWith('musl')) ? ['musl'] : ['glibc'];
  return {
    version,
    cpu,
    ...(dev === true ? { dev } : {}),
    ...(os[0] === 'linux' ? { libc } : {}),
    optional: true,
    os,
  };
}

export function readLockFile(): LockFile {
  const lock: LockFile = JSON.parse(readFileSync(packagePath('package-lock.json'), 'utf8'));
  return lock;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const lock = readLockFile();
  const missing = missingEntries(lock);
  const packages = Object.entries({ ...lock.packages, ...Object.fromEntries(missing) });
  const sorted = packages.sort(([a], [b]) => a.localeCompare(b, 'en'));
  const text = JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2);
  writeFileSync(packagePath('package-lock.json'), `${text}\n`);
  console.log(`package-lock.json: ${missing.length} entries for other platforms added`);
}

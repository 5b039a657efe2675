import { readdirSync, readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { packagePath } from '../package-root.ts';

/** What a template may use: plain data, all leaves finite. */
export type View = object;

/** Path below `templates/` of every Verilog module, by its name: plain Verilog (`.v`), or a template (`.v.hbs`). */
const moduleFiles = new Map(
  ['primitives', 'shell', ...unitFolders()].flatMap((folder) =>
    readdirSync(packagePath('templates', folder))
      .filter((file) => /\.v(\.hbs)?$/.test(file))
      .map((file) => [file.replace(/\.v(\.hbs)?$/, ''), `${folder}/${file}`] as const),
  ),
);

function unitFolders(): string[] {
  return readdirSync(packagePath('templates', 'units')).map((unit) => `units/${unit}`);
}

/** Verilog of a module: as it stands, or its template filled with `view`. */
export function moduleVerilog(name: string, view: View = {}): string {
  const file = moduleFiles.get(name);
  if (file === undefined) throw new Error(`no module ${name}`);
  return file.endsWith('.hbs')
    ? renderFile(file, view)
    : readFileSync(packagePath('templates', file), 'utf8');
}

/**
 * Text of a template file below `templates/`.
 * @throws Error if the template uses a name that the view does not hold, or the view holds a number that is not finite
 */
export function renderFile(file: string, view: View): string {
  requireFinite(view, file);
  const options = { noEscape: true, strict: true, knownHelpersOnly: true };
  const text = readFileSync(packagePath('templates', file), 'utf8');
  return Handlebars.compile(text, options)(view);
}

function requireFinite(value: unknown, path: string): void {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${path} is ${value}`);
  if (typeof value === 'object' && value !== null)
    for (const [key, leaf] of Object.entries(value)) requireFinite(leaf, `${path}.${key}`);
}

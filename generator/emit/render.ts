import { readdirSync, readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { packagePath } from '../package-root.ts';

/** What a template may use: plain data, all leaves finite. */
export type View = object;

/** Path of every template, by the name of the module it holds. */
const templateFiles = new Map(
  ['units', '.'].flatMap((folder) =>
    readdirSync(packagePath('templates', folder))
      .filter((file) => file.endsWith('.v.hbs'))
      .map((file) => [file.replace('.v.hbs', ''), packagePath('templates', folder, file)] as const),
  ),
);

/** Names of all templates. */
export function templateNames(): readonly string[] {
  return [...templateFiles.keys()];
}

/**
 * Verilog of a template.
 * @throws Error if the template uses a name that the view does not hold, or the view holds a number that is not finite
 */
export function renderTemplate(name: string, view: View = {}): string {
  const file = templateFiles.get(name);
  if (file === undefined) throw new Error(`no template ${name}`);
  requireFinite(view, name);
  const options = { noEscape: true, strict: true, knownHelpersOnly: true };
  return Handlebars.compile(readFileSync(file, 'utf8'), options)(view);
}

function requireFinite(value: unknown, path: string): void {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${path} is ${value}`);
  if (typeof value === 'object' && value !== null)
    for (const [key, leaf] of Object.entries(value)) requireFinite(leaf, `${path}.${key}`);
}

/**
 * A module and everything below it: file name → text. A module is found by its instances, so a design holds no file that
 * it does not use.
 */
export function renderHierarchy(tops: Readonly<Record<string, string>>): Map<string, string> {
  const rendered = new Map<string, string>(Object.entries(tops));
  const pending = [...rendered.values()];
  for (let text = pending.pop(); text !== undefined; text = pending.pop()) {
    for (const [, name] of text.matchAll(/^ *(\w+) +(?:#\(|\w+ *\()/gm)) {
      if (name === undefined || rendered.has(name) || !templateFiles.has(name)) continue;
      const below = renderTemplate(name);
      rendered.set(name, below);
      pending.push(below);
    }
  }
  return new Map([...rendered].sort(([a], [b]) => (a < b ? -1 : 1)));
}

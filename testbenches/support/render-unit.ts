import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { packagePath } from '../../generator/package-root.ts';

/** Verilog of `templates/units/<unit>.v.hbs`; `view` holds the names that the template uses, if any. */
export function renderUnit(unit: string, view: object = {}): string {
  const template = readFileSync(packagePath('templates', 'units', `${unit}.v.hbs`), 'utf8');
  return Handlebars.compile(template, { noEscape: true, strict: true, knownHelpersOnly: true })(view);
}

/** `{ '<unit>.v': text }` of several units, as `runUnit` and `lintModule` take them. */
export function renderUnits(...units: readonly string[]): Record<string, string> {
  return Object.fromEntries(units.map((unit) => [`${unit}.v`, renderUnit(unit)]));
}

import { moduleVerilog } from '../../generator/emit/render.ts';

/** `{ '<module>.v': text }` of several modules, as `runUnit` and `lintModule` take them. */
export function unitSources(...modules: readonly string[]): Record<string, string> {
  return Object.fromEntries(modules.map((module) => [`${module}.v`, moduleVerilog(module)]));
}

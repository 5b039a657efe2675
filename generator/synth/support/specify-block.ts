/** For tests: one delay of a Verilog `specify` block. */
export interface SpecifiedDelay {
  readonly kind: 'path' | 'clock' | 'setup';
  readonly from: string;
  /** Output pin; empty for a setup. */
  readonly to: string;
  /** The slower of rise and fall. */
  readonly picoseconds: number;
}

/** The delays of a module in a library file of yosys, of the device that `macro` selects. */
export function specifiedDelays(
  library: string,
  module: string,
  macro: string | null,
): readonly SpecifiedDelay[] {
  const [, body = ''] = new RegExp(`^module ${module}\\b([\\s\\S]*?)^endmodule`, 'm').exec(library) ?? [];
  const chosen =
    macro === null ? body : (new RegExp(`\`ifdef ${macro}\\b([\\s\\S]*?)\`endif`).exec(body)?.[1] ?? '');
  const [, specify = ''] = /\bspecify\b([\s\S]*?)\bendspecify\b/.exec(chosen) ?? [];
  return specify
    .replace(/\/\/.*$/gm, '')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .split(';')
    .flatMap((statement) => parse(statement.trim()));
}

function parse(statement: string): readonly SpecifiedDelay[] {
  const setup = /^\$setup\(\s*([\w[\]]+)\s*,[^,]*,\s*(.+)\)$/.exec(statement);
  if (setup !== null)
    return [{ kind: 'setup', from: setup[1] ?? '', to: '', picoseconds: arithmetic(setup[2] ?? '') }];
  const clock = /\(posedge \w+\s*=>\s*\(([\w[\]]+)\s*:[^)]*\)\)\s*=\s*([\d, ()]+)$/.exec(statement);
  if (clock !== null)
    return [{ kind: 'clock', from: 'clock', to: clock[1] ?? '', picoseconds: arithmetic(clock[2] ?? '') }];
  const path = /^\(([\w[\]]+)\s*[=*]>\s*([\w[\]]+)\)\s*=\s*(.+)$/.exec(statement);
  if (path === null) return [];
  return [{ kind: 'path', from: path[1] ?? '', to: path[2] ?? '', picoseconds: arithmetic(path[3] ?? '') }];
}

/** `605`, `(449, 386)` or `470 - 449`. */
function arithmetic(text: string): number {
  const difference = /^\s*(\d+)\s*-\s*(\d+)\s*$/.exec(text);
  if (difference !== null) return Number(difference[1]) - Number(difference[2]);
  return Math.max(...[...text.matchAll(/\d+/g)].map(([digits]) => Number(digits)));
}

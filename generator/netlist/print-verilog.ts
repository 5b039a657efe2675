import type { Instance, Netlist, ParameterValue, Port, Register, Section, Wire } from './netlist.ts';

/** Text of the module: Verilog-2005. */
export function printVerilog(netlist: Netlist): string {
  const { module, comment, parameters, ports, outputs, sections, unused } = netlist;
  return [
    ...comment.map((line) => (line === '' ? '//' : `// ${line}`)),
    '`default_nettype none',
    '',
    `module ${module} #(`,
    list(Object.entries(parameters).map(([name, value]) => `  parameter integer ${name} = ${value}`)),
    ') (',
    list(ports.map(portText)),
    ');',
    ...sections.flatMap(sectionText),
    ...Object.entries(outputs).map(([name, value]) => `  assign ${name} = ${value};`),
    `  wire unused = &{1'b0, ${unused.join(', ')}};`,
    'endmodule',
    '',
    '`default_nettype wire',
    '',
  ].join('\n');
}

function list(lines: readonly string[]): string {
  return lines.join(',\n');
}

function portText({ name, direction, bits }: Port): string {
  return `  ${direction.padEnd(6)} wire ${range(bits)}${name}`;
}

function range(bits: number | string): string {
  if (bits === 1) return '';
  return typeof bits === 'number' ? `[${bits - 1}:0] ` : `[${bits}-1:0] `;
}

function sectionText({ title, wires, registers = [], instances }: Section): string[] {
  return [
    '',
    `  // ---- ${title} ${'-'.repeat(Math.max(0, 90 - title.length))}`,
    ...wires.map(wireText),
    ...registers.map(registerText),
    ...instances.flatMap((instance) => ['', instanceText(instance)]),
  ];
}

function wireText({ name, bits, value }: Wire): string {
  return `  wire ${range(bits)}${name}${value === undefined ? '' : ` = ${value}`};`;
}

function registerText({ name, bits, when, next }: Register): string {
  return `  reg ${range(bits)}${name};\n  always @(posedge clk_i) if (en_i && ${when}) ${name} <= ${next};`;
}

function instanceText({ module, name, parameters, connections }: Instance): string {
  const named = (entries: ReadonlyArray<readonly [string, string]>): string =>
    list(entries.map(([key, value]) => `    .${key}(${value})`));
  const settings = Object.entries(parameters).map(([key, value]) => [key, parameterText(value)] as const);
  const head =
    settings.length === 0 ? `  ${module} ${name} (` : `  ${module} #(\n${named(settings)}\n  ) ${name} (`;
  return `${head}\n${named(Object.entries(connections))}\n  );`;
}

/** A parameter's value as Verilog. */
export function parameterText(value: ParameterValue): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? `"${value}"` : `${value.bits}'d${value.value}`;
}

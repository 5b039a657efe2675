/**
 * Verilog of the file-driven bench that runs one unit: it plays one stimulus word a core cycle and prints
 * each captured stream's payload in every core cycle in which the stream's valid port is not 0.
 */

export interface BenchPort {
  readonly name: string;
  /** Bits. */
  readonly width: number;
}

/** A stream to record: in each core cycle in which output port `valid` is 1, the ports of `payload`. */
export interface Capture {
  readonly stream: string;
  readonly valid: string;
  readonly payload: readonly BenchPort[];
}

export interface BenchShape {
  readonly top: string;
  readonly parameters: Readonly<Record<string, number | string>>;
  readonly inputs: readonly BenchPort[];
  readonly capture: readonly Capture[];
  /** Core cycles, the lines of `stimulus.mem`. */
  readonly cycles: number;
  /** Clock cycles after reset, the lines of `enable.mem`; exactly `cycles` of them hold a 1. */
  readonly clockCycles: number;
}

/** Name of the bench module and, with `.v`, of its file. */
export const BENCH = 'unit_bench';
/** Every line of the bench that reports a beat starts with this word. */
export const BEAT_MARK = 'BEAT';

/** Bits of one stimulus word; input 0 is the least significant. */
export function stimulusBits(inputs: readonly BenchPort[]): number {
  return Math.max(
    1,
    inputs.reduce((sum, { width }) => sum + width, 0),
  );
}

/**
 * The bench. Inputs and `en_i` change just after a rising edge, as outputs of registers would, and hold while
 * `en_i` is 0; outputs are sampled at the falling edge of enabled cycles. Reset is applied, enabled, before cycle 0.
 */
export function unitBench(shape: BenchShape): string {
  const outputs = uniqueOutputs(shape.capture);
  const bits = stimulusBits(shape.inputs);
  return `\`timescale 1ns / 1ps
\`default_nettype none
module ${BENCH};
  reg clk = 1'b0;
  reg rst = 1'b1;
  reg en = 1'b1;
  reg [${bits - 1}:0] word = ${bits}'d0;
  reg [${bits - 1}:0] stimulus [0:${shape.cycles - 1}];
  reg enable [0:${shape.clockCycles - 1}];
  integer core = 0;
  integer clock = 0;
  integer resets = 0;
${outputs.map(({ name, width }) => `  wire [${width - 1}:0] ${name};`).join('\n')}

  ${shape.top}${parameterList(shape.parameters)} dut (
    ${['.clk_i(clk)', '.rst_i(rst)', '.en_i(en)', ...inputConnections(shape.inputs), ...outputs.map(({ name }) => `.${name}(${name})`)].join(',\n    ')}
  );

  initial begin
    $readmemh("stimulus.mem", stimulus);
    $readmemb("enable.mem", enable);
  end

  always #5 clk = !clk;

  always @(posedge clk) begin
    if (rst) begin
      resets <= resets + 1;
      if (resets == 3) begin
        rst <= 1'b0;
        en <= enable[0];
        clock <= 1;
        word <= stimulus[0];
      end
    end else begin
      if (clock == ${shape.clockCycles}) begin
        $finish;
      end else begin
        en <= enable[clock];
        clock <= clock + 1;
      end
      if (en) begin
        core <= core + 1;
        word <= core + 1 < ${shape.cycles} ? stimulus[core + 1] : ${bits}'d0;
      end
    end
  end

  always @(negedge clk) begin
    if (!rst && en && core < ${shape.cycles}) begin
${shape.capture.map(captureStatement).join('\n')}
    end
  end
endmodule
\`default_nettype wire
`;
}

/** `#(.NAME(value), …)`, or nothing. */
function parameterList(parameters: Readonly<Record<string, number | string>>): string {
  const entries = Object.entries(parameters);
  if (entries.length === 0) return '';
  return ` #(\n    ${entries.map(([name, value]) => `.${name}(${verilogValue(value)})`).join(',\n    ')}\n  )`;
}

/** A parameter's value as Verilog: decimal, or a quoted string. */
function verilogValue(value: number | string): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

function inputConnections(inputs: readonly BenchPort[]): string[] {
  let low = 0;
  return inputs.map(({ name, width }) => {
    const slice = `word[${low + width - 1}:${low}]`;
    low += width;
    return `.${name}(${slice})`;
  });
}

/** Output ports, once each: streams may share ports. */
function uniqueOutputs(capture: readonly Capture[]): BenchPort[] {
  const byName = new Map<string, BenchPort>();
  for (const { valid, payload } of capture) {
    if (!byName.has(valid)) byName.set(valid, { name: valid, width: 1 });
    for (const port of payload) byName.set(port.name, port);
  }
  return [...byName.values()];
}

/** An unknown valid prints too, so that the parser can refuse it. */
function captureStatement({ valid, payload }: Capture, index: number): string {
  const format = payload.map(() => ' %h').join('');
  const values = payload.map(({ name }) => `, ${name}`).join('');
  return `      if (${valid} !== 1'b0) $display("${BEAT_MARK} ${index} %0d %b${format}", core, ${valid}${values});`;
}

/**
 * For tests: circuits of many kinds whose critical path nextpnr finds after routing. Each is a module `top`
 * with few enough pins for UP5K; wide operands come in through shift registers.
 */
export const CALIBRATION_CIRCUITS: Readonly<Record<string, string>> = {
  'adder tree 6×8': adderTree(6, 8),
  'multiplexer 16:1×8': multiplexer(16, 8),
  'multiplier 8×8 in LUTs': multiplier(8),
  'adder 32': datapath(32, 'x_q + z_q'),
  'absolute difference 24': datapath(24, '(x_q > z_q) ? x_q - z_q : z_q - x_q'),
  'state machine': stateMachine(),
  'block ROM': blockRom(),
  'ternary MAC ×8': ternaryMac(8),
  'random logic 100': randomLogic(100, 1),
};

function adderTree(terms: number, bits: number): string {
  const sum = Array.from({ length: terms }, (_, index) => `r[${index}]`).join(' + ');
  return `module top (input clk, input [${bits - 1}:0] d, output reg [${bits + 4}:0] y);
  reg [${bits - 1}:0] r [0:${terms - 1}];
  integer i;
  always @(posedge clk) begin
    r[0] <= d;
    for (i = 1; i < ${terms}; i = i + 1) r[i] <= r[i-1] ^ {r[i-1][0], r[i-1][${bits - 1}:1]};
    y <= ${sum};
  end
endmodule
`;
}

function multiplexer(ways: number, bits: number): string {
  const select = Math.log2(ways);
  return `module top (input clk, input [${bits - 1}:0] d, input [${select - 1}:0] s, output reg [${bits - 1}:0] y);
  reg [${bits - 1}:0] r [0:${ways - 1}];
  reg [${select - 1}:0] s_q;
  integer i;
  always @(posedge clk) begin
    s_q <= s;
    r[0] <= d;
    for (i = 1; i < ${ways}; i = i + 1) r[i] <= r[i-1];
    y <= r[s_q];
  end
endmodule
`;
}

function multiplier(bits: number): string {
  return `module top (input clk, input [${bits - 1}:0] a, b, output reg [${2 * bits - 1}:0] y);
  reg [${bits - 1}:0] x_q, z_q;
  always @(posedge clk) begin x_q <= a; z_q <= b; y <= x_q * z_q; end
endmodule
`;
}

function datapath(bits: number, expression: string): string {
  return `module top (input clk, input [3:0] d, output reg y);
  reg [${bits - 1}:0] x_q, z_q, r_q;
  always @(posedge clk) begin
    x_q <= {x_q[${bits - 5}:0], d};
    z_q <= {z_q[${bits - 5}:0], x_q[${bits - 1}:${bits - 4}] ^ d};
    r_q <= ${expression};
    y <= ^r_q[${bits - 1}:${bits - 4}] ^ r_q[0];
  end
endmodule
`;
}

function stateMachine(): string {
  return `module top (input clk, rst, input [7:0] d, output reg [15:0] q, output reg z);
  reg [2:0] state;
  reg [15:0] c;
  reg [7:0] d_q;
  always @(posedge clk) begin
    d_q <= d;
    z <= (c == 16'hbeef) & state[1];
    if (rst) begin state <= 0; c <= 0; q <= 0; end
    else case (state)
      0: if (d_q[0]) state <= 1;
      1: begin c <= c + d_q; if (c[15:8] > d_q) state <= 2; end
      2: begin q <= q ^ c; state <= d_q[1] ? 3 : 4; end
      3: begin c <= c - {d_q, d_q}; state <= (c < 16'd999) ? 5 : 1; end
      4: begin q <= q + c; state <= 0; end
      5: begin q <= {q[7:0], d_q}; state <= (q == c) ? 6 : 0; end
      default: state <= 0;
    endcase
  end
endmodule
`;
}

function blockRom(): string {
  return `module top (input clk, input [8:0] a, output reg [11:0] y);
  (* ram_style = "block" *) reg [7:0] m [0:511];
  reg [8:0] a_q;
  reg [7:0] r;
  reg [11:0] acc;
  integer i;
  initial for (i = 0; i < 512; i = i + 1) m[i] = (i * 37) ^ (i >> 3);
  always @(posedge clk) begin a_q <= a ^ acc[8:0]; r <= m[a_q]; acc <= acc + r; y <= acc; end
endmodule
`;
}

function ternaryMac(lanes: number): string {
  const sum = Array.from({ length: lanes }, (_, lane) => `p[${lane}]`).join(' + ');
  return `module top (input clk, input [1:0] w, input signed [7:0] d, output reg signed [12:0] acc);
  reg [${2 * lanes - 1}:0] w_q;
  reg signed [7:0] x [0:${lanes - 1}];
  reg signed [8:0] p [0:${lanes - 1}];
  integer i;
  always @(posedge clk) begin
    w_q <= {w_q[${2 * lanes - 3}:0], w};
    x[0] <= d;
    for (i = 1; i < ${lanes}; i = i + 1) x[i] <= x[i-1];
    for (i = 0; i < ${lanes}; i = i + 1) p[i] <= {9{w_q[2*i]}} & ({x[i][7], x[i]} ^ {9{w_q[2*i+1]}});
    acc <= acc + ${sum};
  end
endmodule
`;
}

/** `gates` random functions of four of the forty nets before them. */
function randomLogic(gates: number, seed: number): string {
  const next = generator(seed);
  const nets = Array.from({ length: 16 }, (_, index) => `r_q[${index}]`);
  const lines: string[] = [];
  for (let gate = 0; gate < gates; gate++) {
    const near = nets.slice(-40);
    const pick = () => near[next(near.length)] ?? '';
    const operators = ['^', '&', '|'];
    lines.push(
      `  wire w${gate} = (${pick()} ${operators[next(3)] ?? '^'} ${pick()}) ${operators[2 * next(2)] ?? '^'} (${pick()} & ~${pick()});`,
    );
    nets.push(`w${gate}`);
  }
  return `module top (input clk, input [15:0] d, output reg [15:0] y);
  reg [15:0] r_q;
${lines.join('\n')}
  always @(posedge clk) begin r_q <= d ^ y; y <= {${nets.slice(-16).join(', ')}}; end
endmodule
`;
}

/** Numerical Recipes' linear congruential generator: the same circuits on every machine. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * below);
  };
}

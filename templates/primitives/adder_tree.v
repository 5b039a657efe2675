// adder_tree: sum of COUNT signed terms, a balanced tree with a register after every
// LEVELS_PER_STAGE levels.
//
// COUNT             terms, a power of two ≥ 1
// IN_BITS           bits of a term
// LEVELS_PER_STAGE  levels of logic between two registers, ≥ 1
// LEVELS_BEFORE     levels of logic in front of the tree that belong to its first stage, ≥ 0
// sum_o has IN_BITS + log2 COUNT bits and is combinational after the last register: one more level
// (an accumulator, say) and a register of the caller's are expected to follow.
// Latency: floor((LEVELS_BEFORE + log2 COUNT) / LEVELS_PER_STAGE) cycles, initiation interval 1.
`default_nettype none

module adder_tree #(
  parameter integer COUNT = 16,
  parameter integer IN_BITS = 8,
  parameter integer LEVELS_PER_STAGE = 2,
  parameter integer LEVELS_BEFORE = 0
) (
  input wire clk_i,
  input wire en_i,
  input wire [COUNT*IN_BITS-1:0] terms_i,
  output wire [IN_BITS+$clog2(COUNT)-1:0] sum_o
);
  localparam integer LEVELS = $clog2(COUNT);

  genvar level, node;
  generate
    for (level = 0; level <= LEVELS; level = level + 1) begin : g_level
      localparam integer NODES = COUNT >> level;
      localparam integer BITS = IN_BITS + level;
      localparam integer BEFORE = LEVELS_BEFORE + level;
      localparam integer CUT = (BEFORE > 0 && BEFORE % LEVELS_PER_STAGE == 0) ? 1 : 0;
      wire [NODES*BITS-1:0] sums;
      wire [NODES*BITS-1:0] out;
      for (node = 0; node < NODES; node = node + 1) begin : g_sum
        if (level == 0) begin : g_term
          assign sums[node*BITS+:BITS] = terms_i[node*BITS+:BITS];
        end else begin : g_add
          wire signed [BITS-2:0] a, b;
          assign a = g_level[level-1].out[(2*node)*(BITS-1)+:(BITS-1)];
          assign b = g_level[level-1].out[(2*node+1)*(BITS-1)+:(BITS-1)];
          assign sums[node*BITS+:BITS] = {a[BITS-2], a} + {b[BITS-2], b};
        end
      end
      if (CUT == 1) begin : g_cut
        reg [NODES*BITS-1:0] sums_q;
        always @(posedge clk_i) if (en_i) sums_q <= sums;
        assign out = sums_q;
      end else begin : g_through
        assign out = sums;
      end
    end
    assign sum_o = g_level[LEVELS].out;
  endgenerate

  wire unused = &{1'b0, clk_i, en_i};
endmodule
`default_nettype wire

// max_tree: magnitudes of COUNT signed numbers down to the last two candidates for the largest, a
// balanced tree with a register after every LEVELS_PER_STAGE levels; taking the magnitude counts as
// the first level. The caller compares the two with its running maximum at once, which is shorter
// than one after the other.
//
// Compared are complements, with the sign as one bit more at the low end: in the order of
// magnitudes. The one that makes a magnitude of a negative number's complement is added to the two
// candidates only.
//
// COUNT             numbers, a power of two ≥ 1
// BITS              bits of a number; −2^(BITS−1) does not occur, so the magnitude has BITS−1 bits
// LEVELS_PER_STAGE  levels of logic between two registers, ≥ 1
// max_a_o, max_b_o are combinational after the last register; of one number, b is 0.
// Latency: floor(max(1, log2 COUNT) / LEVELS_PER_STAGE) cycles, initiation interval 1.
`default_nettype none

module max_tree #(
  parameter integer COUNT = 16,
  parameter integer BITS = 16,
  parameter integer LEVELS_PER_STAGE = 3
) (
  input wire clk_i,
  input wire en_i,
  input wire [COUNT*BITS-1:0] numbers_i,
  output wire [BITS-2:0] max_a_o,
  output wire [BITS-2:0] max_b_o
);
  localparam integer LEVELS = (COUNT > 1) ? $clog2(COUNT) - 1 : 0;
  localparam integer W = BITS - 1;

  genvar level, node;
  generate
    for (level = 0; level <= LEVELS; level = level + 1) begin : g_level
      localparam integer NODES = COUNT >> level;
      localparam integer CUT = ((1 + level) % LEVELS_PER_STAGE == 0) ? 1 : 0;
      wire [NODES*BITS-1:0] maxima;
      wire [NODES*BITS-1:0] out;
      for (node = 0; node < NODES; node = node + 1) begin : g_max
        if (level == 0) begin : g_magnitude
          wire [W-1:0] x;
          wire negative;
          assign x = numbers_i[node*BITS+:W];
          assign negative = numbers_i[node*BITS+BITS-1];
          assign maxima[node*BITS+:BITS] = {x ^ {W{negative}}, negative};
        end else begin : g_larger
          wire [BITS-1:0] a, b;
          assign a = g_level[level-1].out[(2*node)*BITS+:BITS];
          assign b = g_level[level-1].out[(2*node+1)*BITS+:BITS];
          assign maxima[node*BITS+:BITS] = (a < b) ? b : a;
        end
      end
      if (CUT == 1) begin : g_cut
        reg [NODES*BITS-1:0] maxima_q;
        always @(posedge clk_i) if (en_i) maxima_q <= maxima;
        assign out = maxima_q;
      end else begin : g_through
        assign out = maxima;
      end
    end
    assign max_a_o = g_level[LEVELS].out[1+:W] + { {W - 1{1'b0}}, g_level[LEVELS].out[0]};
    if (COUNT > 1) begin : g_pair
      assign max_b_o = g_level[LEVELS].out[BITS+1+:W] + { {W - 1{1'b0}}, g_level[LEVELS].out[BITS]};
    end else begin : g_single
      assign max_b_o = {W{1'b0}};
    end
  endgenerate

  wire unused = &{1'b0, clk_i, en_i};
endmodule
`default_nettype wire

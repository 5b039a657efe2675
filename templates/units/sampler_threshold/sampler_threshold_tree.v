// sampler_threshold_tree: sum of the terms that are kept, and the sums within it on the way to a
// single term.
//
// The tree has a register after its second level, or after the third of six. A node is the left one
// of a pair on a level, level 0 being the terms; nodes_o has those of level 0 first, from the left
// on.
//
// Parameters: LANES 2, 4, 8 ...: terms; BITS of one; SUM = BITS + clog2(LANES); NODES 0|1: whether
//   nodes_o is used.
// Latency: 1 enabled cycle, to sum_o combinational after the register; 3 to nodes_o.
`default_nettype none

module sampler_threshold_tree #(
  parameter integer LANES = 32,
  parameter integer BITS = 17,
  parameter integer SUM = 22,
  parameter integer NODES = 0
) (
  input wire clk_i,
  input wire en_i,
  input wire [LANES*BITS-1:0] terms_i,
  input wire [LANES-1:0] keep_i,
  output wire [SUM-1:0] sum_o,
  output wire [(LANES-1)*SUM-1:0] nodes_o
);
  localparam integer LEVELS = $clog2(LANES);
  localparam integer CUT = (LEVELS < 2) ? LEVELS : (LEVELS < 6) ? 2 : 3;

  genvar level, n;
  generate
    for (level = 0; level <= LEVELS; level = level + 1) begin : g_level
      localparam integer COUNT = LANES >> level;
      localparam integer WIDTH = BITS + level;
      localparam integer FIRST = LANES - COUNT;  // of its nodes in nodes_o
      wire [COUNT*WIDTH-1:0] sums;
      wire [COUNT*WIDTH-1:0] out;
      for (n = 0; n < COUNT; n = n + 1) begin : g_sum
        if (level == 0) begin : g_term
          assign sums[n*WIDTH+:WIDTH] = terms_i[n*WIDTH+:WIDTH] & {WIDTH{keep_i[n]}};
        end else begin : g_add
          assign sums[n*WIDTH+:WIDTH] =
            {1'b0, g_level[level-1].out[2*n*(WIDTH-1)+:WIDTH-1]} +
            {1'b0, g_level[level-1].out[(2*n+1)*(WIDTH-1)+:WIDTH-1]};
        end
      end
      optional_register #(.BITS(COUNT * WIDTH), .PRESENT((level == CUT) ? 1 : 0)) u_cut (
        .clk_i(clk_i), .en_i(en_i), .data_i(sums), .data_o(out)
      );
      // For the upper nodes the sums again, a cycle later: those of the tree then have no other
      // use, so that a tool may add many terms at once.
      if (NODES != 0 && level >= CUT) begin : g_again
        wire [COUNT*WIDTH-1:0] again;
        if (level == CUT) begin : g_copy
          optional_register #(.BITS(COUNT * WIDTH), .PRESENT(1)) u_copy (
            .clk_i(clk_i), .en_i(en_i), .data_i(out), .data_o(again)
          );
        end else begin : g_sums
          for (n = 0; n < COUNT; n = n + 1) begin : g_sum
            assign again[n*WIDTH+:WIDTH] =
              {1'b0, g_level[level-1].g_again.again[2*n*(WIDTH-1)+:WIDTH-1]} +
              {1'b0, g_level[level-1].g_again.again[(2*n+1)*(WIDTH-1)+:WIDTH-1]};
          end
        end
        wire unused = &{1'b0, again};
      end
      if (level < LEVELS) begin : g_nodes
        for (n = 0; n < COUNT / 2; n = n + 1) begin : g_node
          wire [WIDTH-1:0] node;
          if (NODES == 0) begin : g_none
            assign node = {WIDTH{1'b0}};
          end else if (level < CUT) begin : g_lower
            optional_register #(.BITS(WIDTH), .PRESENT(1)) u_node (
              .clk_i(clk_i), .en_i(en_i), .data_i(out[2*n*WIDTH+:WIDTH]), .data_o(node)
            );
          end else begin : g_upper
            optional_register #(.BITS(WIDTH), .PRESENT((level > CUT) ? 1 : 0)) u_node (
              .clk_i(clk_i), .en_i(en_i), .data_i(g_again.again[2*n*WIDTH+:WIDTH]), .data_o(node)
            );
          end
          assign nodes_o[(FIRST+n)*SUM+:SUM] = { {(SUM - WIDTH){1'b0}}, node};
        end
      end
    end
  endgenerate
  assign sum_o = g_level[LEVELS].out;
endmodule
`default_nettype wire

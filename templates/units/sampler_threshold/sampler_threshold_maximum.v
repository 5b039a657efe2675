// sampler_threshold_maximum: the largest logit of a token, from its beats.
//
// Parameters: ROWS 1, 2, 4 ...: logits of a beat; BITS of one, signed. Two levels of the tree of
//   comparisons stand between two registers.
// Latency: floor(log2(ROWS) / 2) + 1 enabled cycles from a beat until maximum_o holds it, too.
`default_nettype none

module sampler_threshold_maximum #(
  parameter integer ROWS = 16,
  parameter integer BITS = 24
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire valid_i,
  // The first beat of a token.
  input wire first_i,
  input wire [ROWS*BITS-1:0] logits_i,
  output reg [BITS-1:0] maximum_o
);
  localparam integer LEVELS = $clog2(ROWS);

  genvar level, node;
  generate
    for (level = 0; level <= LEVELS; level = level + 1) begin : g_level
      localparam integer NODES = ROWS >> level;
      wire [NODES*BITS-1:0] larger;
      wire [NODES*BITS-1:0] out;
      for (node = 0; node < NODES; node = node + 1) begin : g_node
        if (level == 0) begin : g_logit
          // Without a sign the order is that of plain numbers.
          assign larger[node*BITS+:BITS] =
            {!logits_i[node*BITS+BITS-1], logits_i[node*BITS+:BITS-1]};
        end else begin : g_larger
          wire [BITS-1:0] a = g_level[level-1].out[2*node*BITS+:BITS];
          wire [BITS-1:0] b = g_level[level-1].out[(2*node+1)*BITS+:BITS];
          assign larger[node*BITS+:BITS] = (a < b) ? b : a;
        end
      end
      optional_register #(
        .BITS(NODES * BITS), .PRESENT((level > 0 && level % 2 == 0) ? 1 : 0)
      ) u_cut (
        .clk_i(clk_i), .en_i(en_i), .data_i(larger), .data_o(out)
      );
    end
  endgenerate

  wire valid, first;
  delay_line #(.BITS(2), .DEPTH(LEVELS / 2)) u_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i({valid_i, first_i}), .out_o({valid, first})
  );
  wire [BITS-1:0] beat = g_level[LEVELS].out;
  wire [BITS-1:0] so_far = {!maximum_o[BITS-1], maximum_o[BITS-2:0]};
  always @(posedge clk_i) begin
    if (en_i && valid && (first || so_far < beat)) maximum_o <= {!beat[BITS-1], beat[BITS-2:0]};
  end
endmodule
`default_nettype wire

// group_sum: one row's sum over a group of columns, (Σ code · operand − zero point · Σ operand) ·
// scale.
//
// SUM_BITS       bits of a word's sum of products          GROUP_BITS  bits of a group's
// MULTIPLE_BITS  bits of a multiple of the operands' sum   SCALE_BITS  bits of a scale, unsigned
//
// In the cycle of a group's last word: sum_i of the word; of the group zero_i, and once, three
// times and minus once the sum of its operands, which all rows share. scale_i two cycles later.
// Words of a group follow each other, first_i is its first. Latency from its last word: 3 cycles.
`default_nettype none

module group_sum #(
  parameter integer SUM_BITS = 15,
  parameter integer GROUP_BITS = 17,
  parameter integer MULTIPLE_BITS = 16,
  parameter integer SCALE_BITS = 8,
  parameter MULTIPLIER = "dsp"
) (
  input wire clk_i,
  input wire en_i,
  input wire first_i,
  input wire [SUM_BITS-1:0] sum_i,
  input wire [3:0] zero_i,
  input wire [MULTIPLE_BITS-1:0] once_i,
  input wire [MULTIPLE_BITS-1:0] thrice_i,
  input wire [MULTIPLE_BITS-1:0] negative_i,
  input wire [SCALE_BITS-1:0] scale_i,
  output wire [GROUP_BITS+SCALE_BITS:0] product_o
);
  // A code less its zero point has a bit more than a code.
  localparam integer DIFFERENCE_BITS = GROUP_BITS + 1;
  localparam integer SHARE_BITS = MULTIPLE_BITS + 2;

  wire [GROUP_BITS-1:0] addend;
  resize_signed #(
    .IN_BITS(SUM_BITS), .OUT_BITS(GROUP_BITS)
  ) u_addend (
    .in_i(sum_i), .out_o(addend)
  );

  // Two bits of a zero point choose one of 0, 1, 2, 3 times, or of 0, 1, −2, −1 times.
  wire [MULTIPLE_BITS-1:0] low, high;
  assign low = ({MULTIPLE_BITS{zero_i[1:0] == 2'd1}} & once_i)
    | ({MULTIPLE_BITS{zero_i[1:0] == 2'd3}} & thrice_i)
             | ({MULTIPLE_BITS{zero_i[1:0] == 2'd2}} & {once_i[MULTIPLE_BITS-2:0], 1'b0});
  assign high = ({MULTIPLE_BITS{zero_i[3:2] == 2'd1}} & once_i)
    | ({MULTIPLE_BITS{zero_i[3:2] == 2'd3}} & negative_i)
              | ({MULTIPLE_BITS{zero_i[3:2] == 2'd2}} & {negative_i[MULTIPLE_BITS-2:0], 1'b0});

  reg  [GROUP_BITS-1:0] group_q;
  reg  [SHARE_BITS-1:0] share_q;
  wire [DIFFERENCE_BITS-1:0] group, share;
  resize_signed #(
    .IN_BITS(GROUP_BITS), .OUT_BITS(DIFFERENCE_BITS)
  ) u_group (
    .in_i(group_q), .out_o(group)
  );
  resize_signed #(
    .IN_BITS(SHARE_BITS), .OUT_BITS(DIFFERENCE_BITS)
  ) u_share (
    .in_i(share_q), .out_o(share)
  );

  reg signed [DIFFERENCE_BITS-1:0] difference_q;
  wire signed [DIFFERENCE_BITS+SCALE_BITS:0] product;
  reg [DIFFERENCE_BITS+SCALE_BITS-1:0] product_q;
  multiplier #(.A_BITS(DIFFERENCE_BITS), .B_BITS(SCALE_BITS + 1), .STYLE(MULTIPLIER)) u_product (
    .a_i(difference_q), .b_i({1'b0, scale_i}), .product_o(product)
  );
  always @(posedge clk_i) begin
    if (en_i) begin
      group_q      <= (first_i ? {GROUP_BITS{1'b0}} : group_q) + addend;
      share_q      <= { {2{low[MULTIPLE_BITS-1]}}, low} + {high, 2'b00};
      difference_q <= group - share;
      product_q    <= product[DIFFERENCE_BITS+SCALE_BITS-1:0];
    end
  end
  assign product_o = product_q;
  wire unused_product = product[DIFFERENCE_BITS+SCALE_BITS];
endmodule
`default_nettype wire

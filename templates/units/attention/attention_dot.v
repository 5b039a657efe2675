// attention_dot: q . k of one head and position, but for the last addition, low_o + high_o.
//
// Parameters: HEAD_DIM >= 1, Q_BITS, KV_BITS, symmetric operands; PIPELINE 1: a register after
//   products and first level of sums; then LEVELS_PER_STAGE levels a stage, LEVELS_BEFORE of the
//   first stage's in front of the trees.
// low_o and high_o are combinational after the last register; the caller adds them.
// Latency, L = clog2(HEAD_DIM): PIPELINE + floor((LEVELS_BEFORE + max(0, L-2)) / LEVELS_PER_STAGE).
`default_nettype none

module attention_dot #(
  parameter integer HEAD_DIM = 4,
  parameter integer Q_BITS = 8,
  parameter integer KV_BITS = 8,
  parameter integer PIPELINE = 1,
  parameter integer LEVELS_PER_STAGE = 3,
  parameter integer LEVELS_BEFORE = 0,
  parameter integer HALF_BITS = 16,
  parameter MULTIPLIER = "dsp"
) (
  input wire clk_i,
  input wire en_i,
  input wire [HEAD_DIM*Q_BITS-1:0] query_i,
  input wire [HEAD_DIM*KV_BITS-1:0] key_i,
  output wire [HALF_BITS-1:0] low_o,
  output wire [HALF_BITS-1:0] high_o
);
  localparam integer LEVELS = $clog2(HEAD_DIM);
  localparam integer LEAVES = 1 << LEVELS;
  // Symmetric operands: the product needs one bit less than the sum of theirs.
  localparam integer PRODUCT_BITS = Q_BITS + KV_BITS - 1;
  // The first level is added up here, the others but the root in two trees.
  localparam integer FIRST = LEVELS >= 2 ? 1 : 0;
  localparam integer SUMS = LEAVES >> FIRST;
  localparam integer SUM_BITS = PRODUCT_BITS + FIRST;

  wire [LEAVES*PRODUCT_BITS-1:0] leaves;
  wire [SUMS*SUM_BITS-1:0] sums;
  wire [SUMS*SUM_BITS-1:0] terms;

  genvar i;
  generate
    for (i = 0; i < LEAVES; i = i + 1) begin : g_leaf
      if (i < HEAD_DIM) begin : g_product
        wire signed [Q_BITS-1:0] q = query_i[i*Q_BITS+:Q_BITS];
        wire signed [KV_BITS-1:0] k = key_i[i*KV_BITS+:KV_BITS];
        wire signed [PRODUCT_BITS:0] product;
        wire unused_sign = product[PRODUCT_BITS];
        assign leaves[i*PRODUCT_BITS+:PRODUCT_BITS] = product[PRODUCT_BITS-1:0];

        multiplier #(.A_BITS(Q_BITS), .B_BITS(KV_BITS), .STYLE(MULTIPLIER)) multiply (
          .a_i(q), .b_i(k), .product_o(product)
        );
      end else begin : g_zero
        assign leaves[i*PRODUCT_BITS+:PRODUCT_BITS] = {PRODUCT_BITS{1'b0}};
      end
    end

    for (i = 0; i < SUMS; i = i + 1) begin : g_sum
      if (FIRST == 1) begin : g_pair
        wire [PRODUCT_BITS-1:0] one = leaves[2*i*PRODUCT_BITS+:PRODUCT_BITS];
        wire [PRODUCT_BITS-1:0] two = leaves[(2*i+1)*PRODUCT_BITS+:PRODUCT_BITS];
        assign sums[i*SUM_BITS+:SUM_BITS] =
          {one[PRODUCT_BITS-1], one} + {two[PRODUCT_BITS-1], two};
      end else begin : g_leaf
        assign sums[i*SUM_BITS+:SUM_BITS] = leaves[i*PRODUCT_BITS+:PRODUCT_BITS];
      end
    end

    if (PIPELINE == 1) begin : g_register
      reg [SUMS*SUM_BITS-1:0] sums_q;

      always @(posedge clk_i) begin
        if (en_i) sums_q <= sums;
      end

      assign terms = sums_q;
    end else begin : g_wire
      wire unused_clock = &{1'b0, clk_i, en_i};
      assign terms = sums;
    end

    if (LEVELS == 0) begin : g_single
      assign low_o = terms;
      assign high_o = {HALF_BITS{1'b0}};
    end else begin : g_trees
      adder_tree #(
        .COUNT(SUMS/2), .IN_BITS(SUM_BITS), .LEVELS_PER_STAGE(LEVELS_PER_STAGE),
        .LEVELS_BEFORE(LEVELS_BEFORE)
      ) low_tree (
        .clk_i(clk_i), .en_i(en_i), .terms_i(terms[SUMS/2*SUM_BITS-1:0]), .sum_o(low_o)
      );
      adder_tree #(
        .COUNT(SUMS/2), .IN_BITS(SUM_BITS), .LEVELS_PER_STAGE(LEVELS_PER_STAGE),
        .LEVELS_BEFORE(LEVELS_BEFORE)
      ) high_tree (
        .clk_i(clk_i), .en_i(en_i), .terms_i(terms[SUMS*SUM_BITS-1:SUMS/2*SUM_BITS]), .sum_o(high_o)
      );
    end
  endgenerate
endmodule
`default_nettype wire

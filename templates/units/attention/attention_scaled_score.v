// attention_scaled_score: the negated score of one head and position whose key has a scale, -s =
// clamp(rhe(floor(-(q . k) / 2^DOT_SHIFT) * mantissa / 2^(SCORE_SHIFT - exponent))).
//
// scale_i = {exponent, mantissa} of the key: a cycle before score_o, with PIPELINE two. Negated as
//   in attention_score.
//
// Parameters: HEAD_DIM >= 1, Q_BITS, KV_BITS, 0 <= DOT_SHIFT <= clog2(HEAD_DIM), SCORE_SHIFT >= 15,
//   SCORE_BITS; PIPELINE 0: products and tree in one stage, a second one for 3 and more levels; 1:
//   products and the first level of sums, three levels a stage; then the product with the mantissa
//   (PIPELINE 1: a stage of its own), the shift and the clamp.
// Latency, L = clog2(HEAD_DIM): PIPELINE 0: 2 + (L >= 3), 1: 3 + max(1, floor((L+1)/3)).
`default_nettype none

module attention_scaled_score #(
  parameter integer HEAD_DIM = 8,
  parameter integer Q_BITS = 16,
  parameter integer KV_BITS = 8,
  parameter integer DOT_SHIFT = 3,
  parameter integer SCORE_SHIFT = 30,
  parameter integer SCORE_BITS = 16,
  parameter integer PIPELINE = 1,
  parameter MULTIPLIER = "dsp"
) (
  input wire clk_i,
  input wire en_i,
  input wire [HEAD_DIM*Q_BITS-1:0] query_i,
  input wire [HEAD_DIM*KV_BITS-1:0] key_i,
  input wire [15:0] scale_i,
  output reg [SCORE_BITS-1:0] score_o
);
  localparam integer LEVELS = $clog2(HEAD_DIM);
  localparam integer HALF_BITS = Q_BITS + KV_BITS - 1 + (LEVELS > 0 ? LEVELS - 1 : 0);
  localparam integer ROOT_BITS = HALF_BITS + 1;
  localparam integer DOT_BITS = ROOT_BITS - DOT_SHIFT;
  localparam integer PRODUCT_BITS = DOT_BITS + 12;
  localparam integer ROUND_BITS = (PRODUCT_BITS > SCORE_SHIFT ? PRODUCT_BITS : SCORE_SHIFT) + 1;
  // The shift is by SCORE_SHIFT - 15 and by 15 - exponent, the exponent's complement.
  localparam integer BASE = SCORE_SHIFT - 15;
  localparam [ROOT_BITS-1:0] TWO = 2;

  wire [HALF_BITS-1:0] low, high;

  attention_dot #(
    .HEAD_DIM(HEAD_DIM), .Q_BITS(Q_BITS), .KV_BITS(KV_BITS), .PIPELINE(PIPELINE),
    .LEVELS_PER_STAGE(PIPELINE == 1 ? 3 : 64),
    .LEVELS_BEFORE(PIPELINE == 1 ? (2 * LEVELS + 1) % 3 : (LEVELS >= 3 ? 65 - LEVELS / 2 : 0)),
    .HALF_BITS(HALF_BITS), .MULTIPLIER(MULTIPLIER)
  ) dot (
    .clk_i(clk_i), .en_i(en_i), .query_i(query_i), .key_i(key_i), .low_o(low), .high_o(high)
  );

  // -low - high = 2 + ~low + ~high.
  wire [ROOT_BITS-1:0] a = ~{low[HALF_BITS-1], low};
  wire [ROOT_BITS-1:0] b = ~{high[HALF_BITS-1], high};
  wire [ROOT_BITS-2:0] carries = (a[ROOT_BITS-2:0] & b[ROOT_BITS-2:0])
    | (TWO[ROOT_BITS-2:0] & (a[ROOT_BITS-2:0] | b[ROOT_BITS-2:0]));
  wire [ROOT_BITS-1:0] root = (a ^ b ^ TWO) + {carries, 1'b0};
  reg signed [DOT_BITS-1:0] dot_q;

  wire unused_root = &root;

  always @(posedge clk_i) begin
    if (en_i) dot_q <= root[ROOT_BITS-1:DOT_SHIFT];
  end

  wire [3:0] right = ~scale_i[15:12];
  wire signed [12:0] mantissa = {1'b0, scale_i[11:0]};
  wire signed [DOT_BITS+12:0] product;
  wire unused_sign = product[DOT_BITS+12];

  multiplier #(.A_BITS(DOT_BITS), .B_BITS(13), .STYLE(MULTIPLIER)) multiply (
    .a_i(dot_q), .b_i(mantissa), .product_o(product)
  );

  // The half is added in the DSP of the product. Bit i of mask: the shift is by more than BASE + i.
  wire [ROUND_BITS:0] unit = { {ROUND_BITS{1'b0}}, 1'b1} << right << BASE;
  wire [14:0] mask = ~(15'h7fff << right);
  wire [ROUND_BITS-1:0] sum =
    { {(ROUND_BITS-PRODUCT_BITS){product[PRODUCT_BITS-1]}}, product[PRODUCT_BITS-1:0]}
    + unit[ROUND_BITS:1];
  wire [ROUND_BITS-1:0] biased;
  wire [14:0] dropped;
  wire [3:0] drop;
  wire unused_unit = unit[0];

  optional_register #(.BITS(ROUND_BITS), .PRESENT(PIPELINE)) product_register (
    .clk_i(clk_i), .en_i(en_i), .data_i(sum), .data_o(biased)
  );

  optional_register #(.BITS(19), .PRESENT(PIPELINE)) shift_register (
    .clk_i(clk_i), .en_i(en_i), .data_i({right, mask}), .data_o({drop, dropped})
  );

  wire signed [ROUND_BITS-BASE-1:0] above = biased[ROUND_BITS-1:BASE];
  wire signed [ROUND_BITS-BASE-1:0] whole = above >>> drop;
  wire rest = |(biased[BASE+:15] & dropped);
  wire tie;
  wire [SCORE_BITS-1:0] score;

  generate
    if (BASE > 0) begin : g_below
      assign tie = ~(rest | (|biased[BASE-1:0]));
    end else begin : g_none
      assign tie = ~rest;
    end
  endgenerate

  round_clamp_biased #(
    .IN_BITS(ROUND_BITS-BASE), .DROP(0), .OUT_BITS(SCORE_BITS)
  ) round (
    .biased_i(whole), .tie_i(tie), .rounded_o(score)
  );

  // The initial value keeps yosys from moving this register through the exponential's memory after
  // it, which would put the memory into this stage.
  initial score_o = {SCORE_BITS{1'b0}};

  always @(posedge clk_i) begin
    if (en_i) score_o <= score;
  end
endmodule
`default_nettype wire

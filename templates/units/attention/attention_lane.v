// attention_lane: one element of the result, o = clamp(rhe(floor(acc * 2^GUARD / 2^lambda) * rho /
// 2^DROP)).
//
// acc_i and lambda_i (less PROB_BITS - 2): stage 0; rho_i: stage 1; valid_i and the register out_o:
//   the last stage, 1 + PIPELINE; out_o is 0 where valid_i was 0.
//
// Parameters: ACC_BITS, LAMBDA_BITS, BASE = PROB_BITS - 2 - GUARD_BITS >= 0, NORMAL_BITS = KV_BITS
//   + GUARD_BITS + 1 < ACC_BITS - BASE, RECIPROCAL_BITS, DROP = GUARD_BITS + RECIPROCAL_BITS +
//   V_FRAC - X_FRAC (any sign), X_BITS; PIPELINE 1: a stage for the product.
// Latency: 2 + PIPELINE; an element a cycle.
`default_nettype none

module attention_lane #(
  parameter integer ACC_BITS = 24,
  parameter integer LAMBDA_BITS = 3,
  parameter integer BASE = 4,
  parameter integer NORMAL_BITS = 15,
  parameter integer RECIPROCAL_BITS = 13,
  parameter integer DROP = 14,
  parameter integer X_BITS = 16,
  parameter integer PIPELINE = 1,
  parameter MULTIPLIER = "dsp"
) (
  input wire clk_i,
  input wire en_i,
  input wire [ACC_BITS-1:0] acc_i,
  input wire [LAMBDA_BITS-1:0] lambda_i,
  input wire [RECIPROCAL_BITS-1:0] rho_i,
  input wire valid_i,
  output reg [X_BITS-1:0] out_o
);
  localparam integer PRODUCT_BITS = NORMAL_BITS + RECIPROCAL_BITS;
  localparam integer ROUND_BITS = (PRODUCT_BITS > DROP ? PRODUCT_BITS : DROP) + 1;
  // |normal| < 2^(NORMAL_BITS-1) and rho < 2^RECIPROCAL_BITS, so some formats need no limit.
  localparam integer LIMIT = PRODUCT_BITS - 1 - DROP >= X_BITS - 1 ? 1 : 0;
  localparam [ROUND_BITS-1:0] ONE = 1;
  localparam [ROUND_BITS-1:0] HALF = DROP > 0 ? ONE << (DROP > 0 ? DROP - 1 : 0) : 0;

  wire signed [ACC_BITS-BASE-1:0] based = acc_i[ACC_BITS-1:BASE];
  wire signed [ACC_BITS-BASE-1:0] shifted = based >>> lambda_i;
  reg signed [NORMAL_BITS-1:0] normal_q;
  wire signed [RECIPROCAL_BITS:0] rho = {1'b0, rho_i};
  wire signed [PRODUCT_BITS:0] product;

  multiplier #(
    .A_BITS(NORMAL_BITS), .B_BITS(RECIPROCAL_BITS+1), .STYLE(MULTIPLIER)
  ) multiply (
    .a_i(normal_q), .b_i(rho), .product_o(product)
  );

  // The half is added in the DSP of the product.
  wire [ROUND_BITS-1:0] wide =
    { {(ROUND_BITS-PRODUCT_BITS){product[PRODUCT_BITS-1]}}, product[PRODUCT_BITS-1:0]};
  wire [ROUND_BITS-1:0] sum = wide + HALF;
  wire [ROUND_BITS-1:0] biased;
  wire [X_BITS-1:0] rounded;
  wire tie;
  wire unused_low = &acc_i[BASE:0];
  wire unused_high = &shifted[ACC_BITS-BASE-1:NORMAL_BITS];

  always @(posedge clk_i) begin
    if (en_i) normal_q <= shifted[NORMAL_BITS-1:0];
  end

  generate
    if (PIPELINE == 1) begin : g_register
      reg [ROUND_BITS-1:0] sum_q;

      always @(posedge clk_i) begin
        if (en_i) sum_q <= sum;
      end

      assign biased = sum_q;
      if (DROP > 0) begin : g_tie
        assign tie = ~|sum_q[DROP-1:0];
      end else begin : g_exact
        assign tie = 1'b0;
      end
    end else begin : g_wire
      assign biased = sum;
      // The low bits of the sum are 0 where those of the product are the half: seen before the
      // addition.
      if (DROP > 1) begin : g_tie
        assign tie = wide[DROP-1] & ~|wide[DROP-2:0];
      end else if (DROP == 1) begin : g_tie_bit
        assign tie = wide[0];
      end else begin : g_exact
        assign tie = 1'b0;
      end
    end
  endgenerate

  round_clamp_biased #(
    .IN_BITS(ROUND_BITS), .DROP(DROP), .OUT_BITS(X_BITS), .LIMIT(LIMIT)
  ) round (
    .biased_i(biased), .tie_i(tie), .rounded_o(rounded)
  );

  always @(posedge clk_i) begin
    if (en_i) out_o <= rounded & {X_BITS{valid_i}};
  end
endmodule
`default_nettype wire

// attention_weight: what a value's codes are weighed with, floor(prob * mantissa / 2^(25 -
// VALUE_GUARD - exponent)), and beside it what the sums are to be shifted by.
//
// scale_i = {exponent, mantissa} of the value, in the cycle of prob_i.
//
// Parameters: PROB_BITS (prob_i <= 2^PROB_BITS), 0 <= VALUE_GUARD <= 10, DELTA_BITS; PIPELINE 1: a
//   stage for the product.
// Latency: 1 + PIPELINE. weight_o < 2^(PROB_BITS+1+VALUE_GUARD).
`default_nettype none

module attention_weight #(
  parameter integer PROB_BITS = 12,
  parameter integer VALUE_GUARD = 6,
  parameter integer DELTA_BITS = 6,
  parameter integer PIPELINE = 1,
  parameter MULTIPLIER = "dsp"
) (
  input wire clk_i,
  input wire en_i,
  input wire [PROB_BITS:0] prob_i,
  input wire [DELTA_BITS-1:0] delta_i,
  input wire [15:0] scale_i,
  output reg [PROB_BITS+VALUE_GUARD:0] weight_o,
  output reg [DELTA_BITS-1:0] delta_o
);
  // The shift is by BASE and by 15 - exponent >= 1, the exponent's complement.
  localparam integer BASE = 10 - VALUE_GUARD;
  localparam integer PRODUCT_BITS = PROB_BITS + 12;

  wire signed [PROB_BITS+1:0] prob = {1'b0, prob_i};
  wire signed [12:0] mantissa = {1'b0, scale_i[11:0]};
  wire signed [PROB_BITS+14:0] whole;
  wire [PRODUCT_BITS-1:0] product;
  wire [DELTA_BITS-1:0] inverted;
  wire [3:0] right;

  multiplier #(.A_BITS(PROB_BITS+2), .B_BITS(13), .STYLE(MULTIPLIER)) multiply (
    .a_i(prob), .b_i(mantissa), .product_o(whole)
  );

  optional_register #(.BITS(PRODUCT_BITS), .PRESENT(PIPELINE)) product_register (
    .clk_i(clk_i), .en_i(en_i), .data_i(whole[PRODUCT_BITS-1:0]), .data_o(product)
  );

  // Inverted on the way: three registers in a row would become a shift register of lookup tables,
  // too slow for all the sums that delta_o shifts.
  optional_register #(.BITS(DELTA_BITS+4), .PRESENT(PIPELINE)) shift_register (
    .clk_i(clk_i), .en_i(en_i), .data_i({~delta_i, ~scale_i[15:12]}), .data_o({inverted, right})
  );

  wire [PRODUCT_BITS-1:0] shifted = product >> BASE >> right;
  wire unused_whole = &whole[PROB_BITS+14:PRODUCT_BITS];
  wire unused_shifted = &shifted[PRODUCT_BITS-1:PROB_BITS+VALUE_GUARD+1];

  always @(posedge clk_i) begin
    if (en_i) begin
      weight_o <= shifted[PROB_BITS+VALUE_GUARD:0];
      delta_o <= ~inverted;
    end
  end
endmodule
`default_nettype wire

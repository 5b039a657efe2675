// rope_element: one element of a turned pair, clamp(rhe((x·cos + other·sin) / 2^FRACTION)), or x
// itself.
//
// BITS of an element, FRACTION of a coefficient, which has two bits more; PIPELINE 1: a register
// after the rounding. rotate_i comes with x_i; the sine comes with the sign that it has for this
// element. Latency: 1 + PIPELINE.
`default_nettype none

module rope_element #(
  parameter integer BITS = 16,
  parameter integer FRACTION = 14,
  parameter integer PIPELINE = 1,
  parameter MULTIPLIER = "dsp"
) (
  input wire clk_i,
  input wire en_i,
  input wire rotate_i,
  input wire [BITS-1:0] x_i,
  input wire [FRACTION+1:0] cos_i,
  input wire [BITS-1:0] other_i,
  input wire [FRACTION+1:0] sin_i,
  output wire [BITS-1:0] out_o
);
  // |cos| + |sin| < 2^(FRACTION+1), so the sum and its half fit the bits of a product.
  localparam integer SUM_BITS = BITS + FRACTION + 2;
  localparam signed [SUM_BITS-1:0] HALF = 1 << (FRACTION - 1);
  wire signed [SUM_BITS-1:0] own, others;
  reg signed [SUM_BITS-1:0] biased_q;
  reg [BITS-1:0] x_q;
  reg rotate_q;
  multiplier #(.A_BITS(BITS), .B_BITS(FRACTION + 2), .STYLE(MULTIPLIER)) u_own (
    .a_i(x_i), .b_i(cos_i), .product_o(own)
  );
  multiplier #(.A_BITS(BITS), .B_BITS(FRACTION + 2), .STYLE(MULTIPLIER)) u_others (
    .a_i(other_i), .b_i(sin_i), .product_o(others)
  );
  always @(posedge clk_i) begin
    if (en_i) begin
      biased_q <= own + (others + HALF);
      x_q      <= x_i;
      rotate_q <= rotate_i;
    end
  end

  wire [BITS-1:0] rounded;
  round_clamp_biased #(.IN_BITS(SUM_BITS), .DROP(FRACTION), .OUT_BITS(BITS)) u_round (
    .biased_i(biased_q), .tie_i(~|biased_q[FRACTION-1:0]), .rounded_o(rounded)
  );
  optional_register #(.BITS(BITS), .PRESENT(PIPELINE)) u_out (
    .clk_i(clk_i), .en_i(en_i), .data_i(rotate_q ? rounded : x_q), .data_o(out_o)
  );
endmodule
`default_nettype wire

// sampler_threshold_multiply: an exact product, 17 bits of one factor a cycle.
//
// Parameters: BITS of factor_i; SLICES = ceil(BITS / 17) >= 2; MULTIPLIER as in multiplier.
// Latency: SLICES + 2 enabled cycles from start_i, with both factors, to done_o; then product_o
//   holds until the next start_i.
`default_nettype none

module sampler_threshold_multiply #(
  parameter integer BITS = 26,
  parameter integer SLICES = 2,
  parameter MULTIPLIER = "dsp"
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire start_i,
  input wire [BITS-1:0] factor_i,
  input wire [23:0] other_i,
  output wire done_o,
  output wire [17*SLICES+23:0] product_o
);
  localparam integer LOW = 17 * (SLICES - 1);

  reg [17*SLICES-1:0] factor_q;
  reg [23:0] other_q;
  reg [SLICES+1:0] stage_q;
  wire signed [42:0] product;
  multiplier #(.A_BITS(18), .B_BITS(25), .STYLE(MULTIPLIER)) u_multiplier (
    .a_i({1'b0, factor_q[16:0]}), .b_i({1'b0, other_q}), .product_o(product)
  );
  reg [40:0] product_q;
  reg [40:0] sum_q;
  reg [LOW-1:0] low_q;
  wire [LOW+16:0] shifted = {sum_q[16:0], low_q};
  always @(posedge clk_i) begin
    if (en_i) begin
      if (start_i) begin
        factor_q <= { {(17 * SLICES - BITS){1'b0}}, factor_i};
        other_q <= other_i;
      end else factor_q <= factor_q >> 17;
      product_q <= product[40:0];
      if (|stage_q[SLICES:1]) begin
        // (2^17 - 1)(2^24 - 1) + 2^24 - 1 fits 41 bits.
        sum_q <= product_q + (stage_q[1] ? 41'd0 : {17'd0, sum_q[40:17]});
        low_q <= shifted[LOW+16:17];
      end
    end
  end
  always @(posedge clk_i) begin
    if (rst_i) stage_q <= {(SLICES + 2){1'b0}};
    else if (en_i) stage_q <= {stage_q[SLICES:0], start_i};
  end
  assign done_o = stage_q[SLICES+1];
  assign product_o = {sum_q, low_q};
  wire unused = &{1'b0, product, shifted};
endmodule
`default_nettype wire

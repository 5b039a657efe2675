// sampler_threshold_divide: quotient and remainder, one bit of the quotient a cycle.
//
// Parameters: BITS of the dividend; DIVISOR bits of the divisor; QUOTIENT bits of the quotient,
//   which it fits; DIVISOR + QUOTIENT - 1 <= BITS.
// Latency: QUOTIENT + 1 enabled cycles from start_i, with dividend and divisor, to done_o; the
//   results hold.
`default_nettype none

module sampler_threshold_divide #(
  parameter integer BITS = 26,
  parameter integer DIVISOR = 17,
  parameter integer QUOTIENT = 9
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire start_i,
  input wire [BITS-1:0] dividend_i,
  input wire [DIVISOR-1:0] divisor_i,
  output wire done_o,
  output reg [QUOTIENT-1:0] quotient_o,
  output reg [BITS-1:0] remainder_o
);
  reg [DIVISOR+QUOTIENT-2:0] divisor_q;
  reg [QUOTIENT:0] stage_q;
  wire [BITS:0] difference =
    {1'b0, remainder_o} - { {(BITS + 2 - DIVISOR - QUOTIENT){1'b0}}, divisor_q};
  wire run = |stage_q[QUOTIENT-1:0];
  always @(posedge clk_i) begin
    if (en_i) begin
      if (start_i) begin
        remainder_o <= dividend_i;
        divisor_q <= { {(QUOTIENT - 1){1'b0}}, divisor_i} << (QUOTIENT - 1);
      end else if (run) begin
        if (!difference[BITS]) remainder_o <= difference[BITS-1:0];
        divisor_q <= divisor_q >> 1;
        quotient_o <= {quotient_o[QUOTIENT-2:0], !difference[BITS]};
      end
    end
  end
  always @(posedge clk_i) begin
    if (rst_i) stage_q <= {(QUOTIENT + 1){1'b0}};
    else if (en_i) stage_q <= {stage_q[QUOTIENT-1:0], start_i};
  end
  assign done_o = stage_q[QUOTIENT];
endmodule
`default_nettype wire

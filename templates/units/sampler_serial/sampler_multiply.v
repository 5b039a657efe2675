// sampler_multiply: product of an unsigned number and a fraction whose bits come one a cycle,
// lowest first.
//
// Parameters: BITS of the number. Latency: after clear_i, n cycles with run_i leave
//   product_o = floor(factor * fraction / 2^(n-1)) and inexact_o = 1 if that dropped anything.
`default_nettype none

module sampler_multiply #(
  parameter integer BITS = 17
) (
  input wire clk_i,
  input wire en_i,
  input wire clear_i,
  input wire run_i,
  input wire bit_i,
  input wire [BITS-1:0] factor_i,
  output wire [BITS-1:0] product_o,
  output wire inexact_o
);
  reg [BITS:0] sum_q;
  reg dropped_q;

  always @(posedge clk_i) begin
    if (en_i && clear_i) begin
      sum_q <= {(BITS + 1){1'b0}};
      dropped_q <= 1'b0;
    end else if (en_i && run_i) begin
      sum_q <= {1'b0, sum_q[BITS:1]} + {1'b0, factor_i & {BITS{bit_i}}};
      dropped_q <= dropped_q || sum_q[0];
    end
  end

  // A fraction up to 1 leaves no more than the number itself.
  assign product_o = sum_q[BITS-1:0];
  assign inexact_o = dropped_q;
endmodule
`default_nettype wire

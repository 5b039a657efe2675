// optional_register: a register for data where PRESENT is 1, a wire where it is 0.
//
// Parameters: BITS >= 1; PRESENT 0|1. Latency: PRESENT enabled cycles. No reset: it carries no
//   valid bit.
`default_nettype none

module optional_register #(
  parameter integer BITS = 1,
  parameter integer PRESENT = 1
) (
  input wire clk_i,
  input wire en_i,
  input wire [BITS-1:0] data_i,
  output wire [BITS-1:0] data_o
);
  generate
    if (PRESENT != 0) begin : g_register
      reg [BITS-1:0] data_q;
      always @(posedge clk_i) if (en_i) data_q <= data_i;
      assign data_o = data_q;
    end else begin : g_wire
      assign data_o = data_i;
      wire unused = &{1'b0, clk_i, en_i};
    end
  endgenerate
endmodule
`default_nettype wire

// adder: a + b, one carry chain.
//
// Parameters: BITS >= 1 of the terms; OUT_BITS: BITS, or BITS + 1 where the sum needs it.
//   Combinational.
`default_nettype none

`ifdef YOSYS
// Flattened, yosys merges additions that follow each other into three-operand logic without a carry
// chain.
(* keep_hierarchy *)
`endif
module adder #(
  parameter integer BITS = 16,
  parameter integer OUT_BITS = 17
) (
  input wire [BITS-1:0] a_i,
  input wire [BITS-1:0] b_i,
  output wire [OUT_BITS-1:0] sum_o
);
  wire [BITS:0] sum = {1'b0, a_i} + {1'b0, b_i};
  assign sum_o = sum[OUT_BITS-1:0];
  wire unused = sum[BITS];
endmodule
`default_nettype wire

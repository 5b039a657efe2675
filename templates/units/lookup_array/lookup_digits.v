// lookup_digits: the adder tree's sum in a register of its own; with PLANES a Horner step, one
// binary digit of the weights after another.
//
// SUM_BITS   bits of a sum ACC_BITS bits of the result; what is added up in the end is known to fit
// double_i: the result so far is doubled and the sum added to it. clear_i, in a cycle with en_i
// only: 0. Latency 1.
`default_nettype none

`ifdef YOSYS
// Flattened, yosys would merge this adder with the tree's last one into three-operand logic without
// a carry chain.
(* keep_hierarchy *)
`endif
module lookup_digits #(
  parameter integer SUM_BITS = 14,
  parameter integer ACC_BITS = 16,
  parameter integer PLANES = 0
) (
  input wire clk_i,
  input wire en_i,
  input wire clear_i,
  input wire double_i,
  input wire [SUM_BITS-1:0] sum_i,
  output reg [ACC_BITS-1:0] digits_o
);
  wire [ACC_BITS-1:0] sum, next;
  resize_signed #(.IN_BITS(SUM_BITS), .OUT_BITS(ACC_BITS)) u_sum (.in_i(sum_i), .out_o(sum));
  generate
    if (PLANES == 1) begin : g_planes
      // sum + 2 digits_o or 0, as a difference: so yosys has the choice made in the LUTs of the
      // carry chain.
      wire [ACC_BITS-1:0] doubled;
      wire [ACC_BITS:0] both;
      assign doubled = {digits_o[ACC_BITS-2:0], 1'b0} & {ACC_BITS{double_i}};
      assign both = {sum, 1'b0} - {~doubled, 1'b1};
      assign next = both[ACC_BITS:1];
      wire unused_both = both[0];
    end else begin : g_whole
      assign next = sum;
      wire unused_double = double_i;
    end
  endgenerate
  always @(posedge clk_i) begin
    if (clear_i) digits_o <= {ACC_BITS{1'b0}};
    else if (en_i) digits_o <= next;
  end
endmodule
`default_nettype wire

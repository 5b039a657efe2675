// accumulator: one row's running sum, or the raw element of an identity operation.
//
// SUM_BITS   bits of an addend       ACC_BITS  bits of the sum; what is added up is known to fit
// X_BITS     bits of a raw element, which enters times 2^ACC_SHIFT
// With ACC_SHIFT > 0 and ROUND a sum starts at 2^(ACC_SHIFT−1), so that dropping its low bits later
// rounds it. With PLANES the sum is doubled before the addend of a cycle with double_i: the next
// binary digit of the weights. Latency 1.
`default_nettype none

`ifdef YOSYS
// Flattened, yosys would merge this adder with the tree's last one into three-operand logic without
// a carry chain.
(* keep_hierarchy *)
`endif
module accumulator #(
  parameter integer SUM_BITS = 12,
  parameter integer ACC_BITS = 14,
  parameter integer ACC_SHIFT = 0,
  parameter integer X_BITS = 16,
  parameter integer PLANES = 0,
  parameter integer ROUND = 1
) (
  input wire clk_i,
  input wire en_i,
  input wire first_i,
  input wire double_i,
  input wire identity_i,
  input wire [SUM_BITS-1:0] sum_i,
  input wire [X_BITS-1:0] raw_i,
  output reg [ACC_BITS-1:0] acc_o
);
  localparam [ACC_BITS:0] HALF = (ROUND == 1) ? (1 << ACC_SHIFT) >> 1 : 0;
  wire [ACC_BITS-1:0] addend, raw, kept;
  resize_signed #(.IN_BITS(SUM_BITS), .OUT_BITS(ACC_BITS)) u_addend (.in_i(sum_i), .out_o(addend));
  resize_signed #(.IN_BITS(X_BITS), .OUT_BITS(ACC_BITS)) u_raw (.in_i(raw_i), .out_o(raw));
  generate
    if (PLANES == 1) begin : g_planes
      assign kept = double_i ? {acc_o[ACC_BITS-2:0], 1'b0} : acc_o;
    end else begin : g_whole
      assign kept = acc_o;
      wire unused_double = double_i;
    end
  endgenerate
  always @(posedge clk_i) begin
    if (en_i)
      acc_o <= identity_i ? raw << ACC_SHIFT : (first_i ? HALF[ACC_BITS-1:0] : kept) + addend;
  end
endmodule
`default_nettype wire

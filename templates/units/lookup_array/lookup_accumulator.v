// lookup_accumulator: adds to a tile's sum so far, or passes the raw element of an identity
// operation (digits_i is 0 then).
//
// ACC_BITS  bits of the sum      X_BITS  bits of a raw element, which enters times 2^ACC_SHIFT
// With ACC_SHIFT > 0 and ROUND a sum starts at 2^(ACC_SHIFT−1), so that dropping its low bits later
// rounds it. Latency 1.
`default_nettype none

module lookup_accumulator #(
  parameter integer ACC_BITS = 16,
  parameter integer ACC_SHIFT = 0,
  parameter integer X_BITS = 16,
  parameter integer ROUND = 1
) (
  input wire clk_i,
  input wire en_i,
  input wire first_i,
  input wire identity_i,
  input wire [ACC_BITS-1:0] digits_i,
  input wire [ACC_BITS-1:0] so_far_i,
  input wire [X_BITS-1:0] raw_i,
  output reg [ACC_BITS-1:0] acc_o
);
  localparam [ACC_BITS:0] HALF = (ROUND == 1) ? (1 << ACC_SHIFT) >> 1 : 0;
  wire [ACC_BITS-1:0] raw, start;
  resize_signed #(.IN_BITS(X_BITS), .OUT_BITS(ACC_BITS)) u_raw (.in_i(raw_i), .out_o(raw));
  assign start = identity_i ? raw << ACC_SHIFT : first_i ? HALF[ACC_BITS-1:0] : so_far_i;
  // digits_i + start, as a difference: so yosys has the choice made in the LUTs of the carry chain.
  wire [ACC_BITS:0] sum;
  assign sum = {digits_i, 1'b0} - {~start, 1'b1};
  always @(posedge clk_i) if (en_i) acc_o <= sum[ACC_BITS:1];
  wire unused_sum = sum[0];
endmodule
`default_nettype wire

// resize_signed: sign extension, or removal of high bits known to repeat the sign.
`default_nettype none

module resize_signed #(
  parameter integer IN_BITS = 12,
  parameter integer OUT_BITS = 14
) (
  input wire [IN_BITS-1:0] in_i,
  output wire [OUT_BITS-1:0] out_o
);
  generate
    if (OUT_BITS > IN_BITS) begin : g_extend
      assign out_o = { {OUT_BITS - IN_BITS{in_i[IN_BITS-1]}}, in_i};
    end else begin : g_low
      assign out_o = in_i[OUT_BITS-1:0];
      wire unused = &{1'b0, in_i};
    end
  endgenerate
endmodule
`default_nettype wire

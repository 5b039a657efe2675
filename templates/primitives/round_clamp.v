// round_clamp: drops DROP low bits, rounding to nearest with ties to even, and limits to
// ±(2^(OUT_BITS−1) − 1).
//
// IN_BITS ≥ OUT_BITS, 0 ≤ DROP < IN_BITS; combinational.
`default_nettype none

module round_clamp #(
  parameter integer IN_BITS = 29,
  parameter integer DROP = 20,
  parameter integer OUT_BITS = 8
) (
  input wire [IN_BITS-1:0] value_i,
  output wire [OUT_BITS-1:0] rounded_o
);
  localparam [IN_BITS:0] HALF = (1 << DROP) >> 1;
  wire [IN_BITS:0] biased;
  wire tie;
  assign biased = {value_i[IN_BITS-1], value_i} + HALF;
  generate
    if (DROP > 0) begin : g_tie
      assign tie = ~|biased[DROP-1:0];
    end else begin : g_exact
      assign tie = 1'b0;
    end
  endgenerate
  round_clamp_biased #(.IN_BITS(IN_BITS + 1), .DROP(DROP), .OUT_BITS(OUT_BITS)) u_clamp (
    .biased_i(biased), .tie_i(tie), .rounded_o(rounded_o)
  );
endmodule
`default_nettype wire

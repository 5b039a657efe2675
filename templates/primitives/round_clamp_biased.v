// round_clamp_biased: clamp(rhe(x / 2^DROP)) of a number that comes with the half already added.
//
// biased_i = x + 2^(DROP-1), two's complement, if DROP > 0, else x itself (a negative DROP
// multiplies).
// Whoever adds the half in an addition that is there anyway saves the incrementer of a rounding: a
// tie (tie_i: the low DROP bits of biased_i are 0, DROP > 0) then only has to clear the lowest bit.
// The result is limited to +-(2^(OUT_BITS-1) - 1), unless LIMIT is 0: then x never is outside.
//
// Parameters: IN_BITS > DROP, any DROP, OUT_BITS >= 3, LIMIT 0|1. Combinational.
`default_nettype none

module round_clamp_biased #(
  parameter integer IN_BITS = 18,
  parameter integer DROP = 2,
  parameter integer OUT_BITS = 16,
  parameter integer LIMIT = 1
) (
  input wire [IN_BITS-1:0] biased_i,
  input wire tie_i,
  output wire [OUT_BITS-1:0] rounded_o
);
  localparam integer KEEP = IN_BITS - DROP;
  localparam integer WIDE = KEEP > OUT_BITS ? KEEP : OUT_BITS + 1;

  wire [WIDE-1:0] whole;

  generate
    if (KEEP >= WIDE) begin : g_narrow
      if (DROP >= 0) begin : g_drop
        assign whole = biased_i[IN_BITS-1:DROP];
      end else begin : g_grow
        assign whole = {biased_i, {(-DROP){1'b0}}};
      end
    end else begin : g_widen
      if (DROP >= 0) begin : g_drop
        assign whole = { {(WIDE-KEEP){biased_i[IN_BITS-1]}}, biased_i[IN_BITS-1:DROP]};
      end else begin : g_grow
        assign whole = { {(WIDE-KEEP){biased_i[IN_BITS-1]}}, biased_i, {(-DROP){1'b0}}};
      end
    end

    if (DROP > 0) begin : g_dropped
      wire unused_low = &biased_i[DROP-1:0];
    end

    if (LIMIT == 1) begin : g_limit
      wire negative = whole[WIDE-1];
      wire outside = negative ? ~&whole[WIDE-2:OUT_BITS-1] : |whole[WIDE-2:OUT_BITS-1];
      // -2^(OUT_BITS-1) does not exist; it and its neighbour, tie or not, become -2^(OUT_BITS-1) +
      // 1.
      wire lowest = negative & ~|whole[OUT_BITS-2:1];

      assign rounded_o[OUT_BITS-1] = negative;
      assign rounded_o[OUT_BITS-2:1] = outside ? {(OUT_BITS-2){~negative}} : whole[OUT_BITS-2:1];
      assign rounded_o[0] = outside | lowest | (whole[0] & ~tie_i);
    end else begin : g_inside
      wire unused_high = &whole[WIDE-1:OUT_BITS];
      assign rounded_o = {whole[OUT_BITS-1:1], whole[0] & ~tie_i};
    end
  endgenerate
endmodule
`default_nettype wire

// attention_softmax: the online softmax of one head over integers (docs/arithmetic.md, 6).
//
// In negated scores t = -s the running maximum m is -(the lowest floor(t / 2^SCORE_FRAC)), the
// fraction bits of t index the exponential directly, and the rest of its exponent is floor(t /
// 2^SCORE_FRAC) + m.
//
// whole_i = floor(t / 2^SCORE_FRAC), power_i, what the exponential has for t's fraction bits,
//   valid_i and first_i: stage 0. prob_o, delta_o (what the weighted sums are to be shifted by, cut
//   to 2^DELTA_BITS - 1) and drop_o (start over, whatever delta_o is) 1 + PIPELINE enabled cycles
//   later; so, combinationally, lambda_o = floor(log2 l) - (PROB_BITS - 2) and index_o of the
//   reciprocal, functions of the sum l of probabilities.
//
// Parameters: WHOLE_BITS > DELTA_BITS; 2^DELTA_BITS > PROB_BITS + 1 + CONTEXT_BITS; PROB_BITS, with
//   every power >= 2^(PROB_BITS-2); CONTEXT_BITS = clog2(CONTEXT); INDEX_BITS of the reciprocal;
//   PIPELINE 1: a register between the comparison with the maximum and the shifts.
`default_nettype none

module attention_softmax #(
  parameter integer WHOLE_BITS = 8,
  parameter integer PROB_BITS = 12,
  parameter integer CONTEXT_BITS = 4,
  parameter integer DELTA_BITS = 5,
  parameter integer LAMBDA_BITS = 3,
  parameter integer INDEX_BITS = 12,
  parameter integer PIPELINE = 0
) (
  input wire clk_i,
  input wire en_i,
  input wire valid_i,
  input wire first_i,
  input wire [WHOLE_BITS-1:0] whole_i,
  input wire [PROB_BITS:0] power_i,
  output reg [PROB_BITS:0] prob_o,
  output reg [DELTA_BITS-1:0] delta_o,
  output reg drop_o,
  output reg [LAMBDA_BITS-1:0] lambda_o,
  output reg [INDEX_BITS-1:0] index_o
);
  localparam integer GROWTH = CONTEXT_BITS > 0 ? CONTEXT_BITS : 1;
  localparam integer SUM_BITS = PROB_BITS + 1 + GROWTH;

  // Either the new score is the lowest, then the old sum fades, or its own power does.
  localparam integer POWER_SHIFT = $clog2(PROB_BITS + 1);
  reg [WHOLE_BITS-1:0] lowest_q;
  wire [WHOLE_BITS:0] above = {whole_i[WHOLE_BITS-1], whole_i} - {lowest_q[WHOLE_BITS-1], lowest_q};
  wire [WHOLE_BITS:0] below = {lowest_q[WHOLE_BITS-1], lowest_q} - {whole_i[WHOLE_BITS-1], whole_i};
  wire lower = above[WHOLE_BITS];
  wire replace = first_i | lower;
  wire power_far = |above[WHOLE_BITS-1:POWER_SHIFT];
  wire sum_far = |below[WHOLE_BITS-1:DELTA_BITS];
  wire unused_sign = below[WHOLE_BITS];

  always @(posedge clk_i) begin
    if (en_i && valid_i && replace) lowest_q <= whole_i;
  end

  // The largest shift clears the sum, to start over, too.
  wire [DELTA_BITS-1:0] delta_d = first_i ? {DELTA_BITS{1'b1}}
    : (below[DELTA_BITS-1:0] | {DELTA_BITS{sum_far}}) & {DELTA_BITS{lower}};
  wire [POWER_SHIFT-1:0] fade_d = above[POWER_SHIFT-1:0] & {POWER_SHIFT{~replace}};
  wire clear_d = power_far & ~replace;
  wire [DELTA_BITS-1:0] delta;
  wire [POWER_SHIFT-1:0] fade;
  wire clear, valid, first;
  wire [PROB_BITS:0] power;

  optional_register #(.BITS(DELTA_BITS+POWER_SHIFT+PROB_BITS+4), .PRESENT(PIPELINE)) compared (
    .clk_i(clk_i), .en_i(en_i), .data_i({delta_d, fade_d, clear_d, valid_i, first_i, power_i}),
    .data_o({delta, fade, clear, valid, first, power})
  );

  reg [SUM_BITS-1:0] sum_q;
  wire [PROB_BITS:0] prob = (power >> fade) & {(PROB_BITS+1){~clear}};

  always @(posedge clk_i) begin
    if (en_i) begin
      prob_o <= prob;
      delta_o <= delta;
      drop_o <= first;
    end
    if (en_i && valid) sum_q <= (sum_q >> delta) + { {GROWTH{1'b0}}, prob};
  end

  // The leading one is one of CONTEXT_BITS + 3 bits: the largest probability alone is >=
  // 2^(PROB_BITS-2).
  localparam integer BELOW_BITS = SUM_BITS - 1;
  integer bit_index;
  reg found;
  reg here;
  wire [BELOW_BITS+INDEX_BITS-1:0] padded = {sum_q[BELOW_BITS-1:0], {INDEX_BITS{1'b0}}};

  always @* begin
    lambda_o = {LAMBDA_BITS{1'b0}};
    index_o = {INDEX_BITS{1'b0}};
    found = 1'b0;
    for (bit_index = CONTEXT_BITS + 2; bit_index >= 0; bit_index = bit_index - 1) begin
      here = sum_q[PROB_BITS-2+bit_index] & ~found;
      found = found | sum_q[PROB_BITS-2+bit_index];
      lambda_o = lambda_o | (bit_index[LAMBDA_BITS-1:0] & {LAMBDA_BITS{here}});
      index_o = index_o | (padded[PROB_BITS-2+bit_index+:INDEX_BITS] & {INDEX_BITS{here}});
    end
  end
endmodule
`default_nettype wire

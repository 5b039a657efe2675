// attention_score: the negated score of one head and position, -s = clamp(rhe(-(q . k) / 2^DROP)).
//
// Negated, because the ceiling of s that the softmax wants is then the floor of -s, a mere cut. The
// negation costs nothing: the root of the adder tree computes C - a - b = C + 2 + ~a + ~b, C the
// rounding's half, with the constant saved into the carries.
//
// Parameters: HEAD_DIM >= 1, KV_BITS, DROP = Q_FRAC + K_FRAC - SCORE_FRAC (any sign), SCORE_BITS;
//   PIPELINE 0: products and tree in one stage, a second one for 3 and more levels; 1: products and
//   the first level of sums, at most two levels and the clamp at the end, three levels a stage
//   between.
// Latency, L = clog2(HEAD_DIM): PIPELINE 0: 1 + (L >= 3), 1: 2 + max(0, floor((L-1)/3)); a score a
// cycle.
`default_nettype none

module attention_score #(
  parameter integer HEAD_DIM = 4,
  parameter integer KV_BITS = 8,
  parameter integer DROP = 2,
  parameter integer SCORE_BITS = 16,
  parameter integer PIPELINE = 1,
  parameter MULTIPLIER = "dsp"
) (
  input wire clk_i,
  input wire en_i,
  input wire [HEAD_DIM*KV_BITS-1:0] query_i,
  input wire [HEAD_DIM*KV_BITS-1:0] key_i,
  output reg [SCORE_BITS-1:0] score_o
);
  localparam integer LEVELS = $clog2(HEAD_DIM);
  // Symmetric operands: the product needs one bit less than the sum of theirs.
  localparam integer PRODUCT_BITS = 2 * KV_BITS - 1;
  localparam integer HALF_BITS = PRODUCT_BITS + (LEVELS > 0 ? LEVELS - 1 : 0);
  localparam integer ROOT_BITS = (HALF_BITS > DROP ? HALF_BITS : DROP) + 2;
  localparam integer LEVELS_PER_STAGE = PIPELINE == 1 ? 3 : 64;
  localparam integer LEVELS_BEFORE =
    PIPELINE == 1 ? (2 * LEVELS) % 3 : (LEVELS >= 3 ? 65 - LEVELS / 2 : 0);
  // |q . k| < HEAD_DIM * 2^(2 KV_BITS - 2), so some formats need no limit.
  localparam integer LIMIT = 2 * KV_BITS - 2 + LEVELS - DROP >= SCORE_BITS - 1 ? 1 : 0;
  localparam [ROOT_BITS-1:0] TWO = 2;
  localparam [ROOT_BITS-1:0] ONE = 1;
  localparam [ROOT_BITS-1:0] BIAS = TWO + (DROP > 0 ? ONE << (DROP > 0 ? DROP - 1 : 0) : 0);

  wire [HALF_BITS-1:0] low, high;

  attention_dot #(
    .HEAD_DIM(HEAD_DIM), .Q_BITS(KV_BITS), .KV_BITS(KV_BITS), .PIPELINE(PIPELINE),
    .LEVELS_PER_STAGE(LEVELS_PER_STAGE), .LEVELS_BEFORE(LEVELS_BEFORE), .HALF_BITS(HALF_BITS),
    .MULTIPLIER(MULTIPLIER)
  ) dot (
    .clk_i(clk_i), .en_i(en_i), .query_i(query_i), .key_i(key_i), .low_o(low), .high_o(high)
  );

  wire [ROOT_BITS-1:0] a = ~{ {(ROOT_BITS-HALF_BITS){low[HALF_BITS-1]}}, low};
  wire [ROOT_BITS-1:0] b = ~{ {(ROOT_BITS-HALF_BITS){high[HALF_BITS-1]}}, high};
  wire [ROOT_BITS-2:0] carries = (a[ROOT_BITS-2:0] & b[ROOT_BITS-2:0])
    | (BIAS[ROOT_BITS-2:0] & (a[ROOT_BITS-2:0] | b[ROOT_BITS-2:0]));
  wire [ROOT_BITS-1:0] biased = (a ^ b ^ BIAS) + {carries, 1'b0};
  wire [SCORE_BITS-1:0] score;
  wire tie;

  generate
    if (DROP > 0) begin : g_tie
      assign tie = ~|biased[DROP-1:0];
    end else begin : g_exact
      assign tie = 1'b0;
    end
  endgenerate

  round_clamp_biased #(
    .IN_BITS(ROOT_BITS), .DROP(DROP), .OUT_BITS(SCORE_BITS), .LIMIT(LIMIT)
  ) round (
    .biased_i(biased), .tie_i(tie), .rounded_o(score)
  );

  // The initial value keeps yosys from moving this register through the exponential's memory after
  // it, which would put the memory into this stage.
  initial score_o = {SCORE_BITS{1'b0}};

  always @(posedge clk_i) begin
    if (en_i) score_o <= score;
  end
endmodule
`default_nettype wire

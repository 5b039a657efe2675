// sampler_threshold: draws a token from its logits (docs/arithmetic.md section 7) without sorting
// them.
//
// The distance of the last kept token is searched some bits a pass, each pass through all words of
// LANES logits: first that of rank k - 1, by counting, then that of the last token of top-p, by
// summing weights. Of equally distant tokens the first are kept, as many as a division says. A last
// pass finds the word in which the kept weights exceed t, halving the lane.
//
// Beats and controls are those of sampler_serial.
//
// Parameters: ROWS 1, 2, 4 ... 64; LANES 2, 4 ... 64, not below ROWS; VOCABULARY V 65 ... 262144;
//   LOGIT_BITS > LOGIT_FRAC = K0 + K1 + K2; WEIGHT_FRAC 12 ... 25; COUNT_BITS >= MASS_BITS >= 1:
//   bits of the distance that a pass decides, with 2^COUNT_BITS counts and 2^MASS_BITS sums;
//   MULTIPLIER as in multiplier; K0 ... T1_FILE: table sampler_exp2.
// Latency, from the cycle of the last beat to that of token_valid_o: A + (C + M - 1) * (N + 5) + N
//   + 3 S + clog2(V) + log2(LANES) + 27, with N = ceil(V / LANES) words, A = max(1,
//   floor(log2(ROWS) / 2)), M = ceil((clog2(WEIGHT_FRAC + 2) + LOGIT_FRAC) / MASS_BITS) places of
//   top-p, C = 1 + ceil((M - 1) * MASS_BITS / COUNT_BITS) places of top-k, S = ceil((WEIGHT_FRAC +
//   clog2(V + 1)) / 17).
`default_nettype none

module sampler_threshold #(
  parameter integer ROWS = 16,
  parameter integer LANES = 32,
  parameter integer VOCABULARY = 512,
  parameter integer LOGIT_BITS = 24,
  parameter integer LOGIT_FRAC = 10,
  parameter integer WEIGHT_FRAC = 16,
  parameter integer COUNT_BITS = 4,
  parameter integer MASS_BITS = 3,
  parameter integer K0 = 4,
  parameter integer K1 = 3,
  parameter integer K2 = 3,
  parameter integer T1_BITS = 7,
  parameter T0_FILE = "",
  parameter T1_FILE = "",
  parameter MULTIPLIER = "dsp"
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire z_valid_i,
  input wire z_first_i,
  input wire z_last_i,
  input wire [ROWS*LOGIT_BITS-1:0] z_data_i,
  input wire greedy_i,
  input wire [$clog2(VOCABULARY+1)-1:0] top_k_i,
  input wire [16:0] top_p_i,
  input wire [31:0] seed_i,
  input wire seed_load_i,
  output reg token_valid_o,
  output reg [$clog2(VOCABULARY)-1:0] token_o
);
  // ---- illegal parameters name themselves: no such module exists ------------------------------
  generate
    if (ROWS < 1 || ROWS > 64 || (ROWS & (ROWS - 1)) != 0) begin : g_illegal_rows
      sampler_threshold_ROWS_must_be_a_power_of_two_up_to_64 u_illegal ();
    end
    if (LANES < 2 || LANES > 64 || (LANES & (LANES - 1)) != 0) begin : g_illegal_lanes
      sampler_threshold_LANES_must_be_a_power_of_two_from_2_to_64 u_illegal ();
    end
    if (LANES < ROWS) begin : g_illegal_lanes_2
      sampler_threshold_LANES_must_be_at_least_ROWS u_illegal ();
    end
    if (VOCABULARY < 65 || VOCABULARY > 262144) begin : g_illegal_vocabulary
      sampler_threshold_VOCABULARY_must_be_65_to_262144 u_illegal ();
    end
    if (LOGIT_FRAC != K0 + K1 + K2) begin : g_illegal_logit_frac
      sampler_threshold_LOGIT_FRAC_must_be_K0_plus_K1_plus_K2 u_illegal ();
    end
    if (LOGIT_BITS <= LOGIT_FRAC) begin : g_illegal_logit_bits
      sampler_threshold_LOGIT_BITS_must_exceed_LOGIT_FRAC u_illegal ();
    end
    if (WEIGHT_FRAC < 12 || WEIGHT_FRAC > 25) begin : g_illegal_weight_frac
      sampler_threshold_WEIGHT_FRAC_must_be_12_to_25 u_illegal ();
    end
    if (MASS_BITS < 1) begin : g_illegal_mass_bits
      sampler_threshold_MASS_BITS_must_be_at_least_1 u_illegal ();
    end
    if (COUNT_BITS < MASS_BITS) begin : g_illegal_count_bits
      sampler_threshold_COUNT_BITS_must_be_at_least_MASS_BITS u_illegal ();
    end
  endgenerate

  localparam integer V = VOCABULARY;
  localparam integer W = WEIGHT_FRAC + 1;
  localparam integer TOKEN = $clog2(V);
  localparam integer TOP_K = $clog2(V + 1);
  localparam integer TALLY = TOKEN + 1;
  localparam integer STEPS = $clog2(LANES);
  localparam integer WORDS = (V + LANES - 1) / LANES;
  localparam integer BEATS = (V + ROWS - 1) / ROWS;
  localparam integer INDEX = $clog2(WORDS);
  localparam integer WORD = W + STEPS;  // bits of a word's weights, and of all
  localparam integer SUM = (WEIGHT_FRAC + TOP_K > WORD) ? WEIGHT_FRAC + TOP_K : WORD;
  localparam integer SLICES = (SUM + 16) / 17;
  localparam integer WHOLE = $clog2(WEIGHT_FRAC + 2);  // all ones leave nothing of a weight
  localparam integer MASS_PLACES = (WHOLE + LOGIT_FRAC + MASS_BITS - 1) / MASS_BITS;
  localparam integer DISTANCE = MASS_PLACES * MASS_BITS;
  localparam integer COUNT_PLACES = 1 + (DISTANCE - MASS_BITS + COUNT_BITS - 1) / COUNT_BITS;
  localparam integer WAIT = (ROWS < 16) ? 1 : (ROWS < 64) ? 2 : 3;
  localparam integer LIMIT_CYCLES = 2 * SLICES + 9;
  localparam integer CUT_CYCLES = SLICES + TOKEN + 2;
  // nothing counts further
  localparam integer PHASE = $clog2(BEATS + WORDS + LIMIT_CYCLES + CUT_CYCLES);
  localparam integer LAST_WORD = WORDS - 1;

  // ---- sequence ---------------------------------------------------------------------------------
  wire load, start, read, last_word, decide, save, before_last, counting, counted, saved, multiply,
    divide, draw, find, step, done;
  wire [PHASE-1:0] phase;
  sampler_threshold_control #(
    .WORDS(WORDS), .WAIT(WAIT), .COUNT_PASSES(COUNT_PLACES), .MASS_PASSES(MASS_PLACES - 1),
    .LIMIT_CYCLES(LIMIT_CYCLES), .CUT_CYCLES(CUT_CYCLES), .STEPS(STEPS), .PHASE(PHASE)
  ) u_control (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .valid_i(z_valid_i), .last_i(z_last_i),
    .load_o(load),
    .phase_o(phase), .start_o(start), .read_o(read), .last_word_o(last_word), .decide_o(decide),
    .save_o(save),
    .before_last_o(before_last), .counting_o(counting), .counted_o(counted), .saved_o(saved),
    .multiply_o(multiply), .divide_o(divide), .draw_o(draw), .find_o(find), .step_o(step),
    .done_o(done)
  );
  // They go along with a word, to its ties and weights and to its sums.
  reg [6:0] valid_q, first_q;
  always @(posedge clk_i) begin
    if (rst_i) valid_q <= 7'd0;
    else if (en_i) valid_q <= {valid_q[5:0], read};
  end
  always @(posedge clk_i) if (en_i) first_q <= {first_q[5:0], phase == {PHASE{1'b0}}};
  wire [23:0] fraction;
  sampler_random u_random (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .seed_i(seed_i), .seed_load_i(seed_load_i),
    .advance_i(done),
    .fraction_o(fraction)
  );

  // ---- search, totals, draw ---------------------------------------------------------------------
  wire [INDEX-1:0] index;
  wire [LANES-1:0] ties, below, drawn;
  wire [DISTANCE-1:0] base;
  wire [SUM-1:0] limit, earlier, threshold;
  wire [TALLY-1:0] tied, kept;
  wire [WORD-1:0] word;
  wire [(LANES-1)*WORD-1:0] nodes;
  sampler_threshold_search #(
    .ROWS(ROWS), .LANES(LANES), .VOCABULARY(V), .WORDS(WORDS), .PHASE(PHASE),
    .LOGIT_BITS(LOGIT_BITS),
    .LOGIT_FRAC(LOGIT_FRAC), .WEIGHT_FRAC(WEIGHT_FRAC), .WHOLE(WHOLE), .MASS(MASS_BITS),
    .COUNT(COUNT_BITS),
    .MASS_PLACES(MASS_PLACES), .COUNT_PLACES(COUNT_PLACES), .DISTANCE(DISTANCE), .TALLY(TALLY),
    .SUM(SUM),
    .WORD(WORD), .K0(K0), .K1(K1), .K2(K2), .T1_BITS(T1_BITS), .T0_FILE(T0_FILE), .T1_FILE(T1_FILE)
  ) u_search (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .load_i(load), .z_first_i(z_first_i),
    .z_last_i(z_last_i),
    .beat_i(phase), .logits_i(z_data_i), .greedy_i(greedy_i),
    .top_k_i({ {(TALLY - TOP_K){1'b0}}, top_k_i}),
    .address_i(find ? { {(PHASE - INDEX){1'b0}}, index} : phase),
    .last_word_i(find ? index == LAST_WORD[INDEX-1:0] : last_word), .valid_i(valid_q[5:4]),
    .first_i(first_q[5:4]),
    .draw_i(draw), .drawn_i(drawn), .start_i(start), .decide_i(decide), .save_i(save),
    .before_last_i(before_last), .counting_i(counting), .counted_i(counted), .saved_i(saved),
    .limit_i(limit),
    .base_o(base), .before_o(earlier), .tied_o(tied), .ties_o(ties), .below_o(below), .word_o(word),
    .nodes_o(nodes)
  );
  wire kept_valid, threshold_valid;
  sampler_threshold_totals #(
    .LOGIT_FRAC(LOGIT_FRAC), .WEIGHT_FRAC(WEIGHT_FRAC), .WHOLE(WHOLE), .DISTANCE(DISTANCE),
    .TALLY(TALLY), .SUM(SUM),
    .INDEX(TOKEN), .SLICES(SLICES), .K0(K0), .K1(K1), .K2(K2), .T1_BITS(T1_BITS), .T0_FILE(T0_FILE),
    .T1_FILE(T1_FILE), .MULTIPLIER(MULTIPLIER)
  ) u_totals (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .base_i(base), .before_i(earlier), .ties_i(tied),
    .top_p_i(top_p_i),
    .fraction_i(fraction), .multiply_i(multiply), .limit_o(limit), .divide_i(divide),
    .kept_valid_o(kept_valid),
    .kept_o(kept), .threshold_valid_o(threshold_valid), .threshold_o(threshold)
  );
  wire [STEPS-1:0] lane;
  sampler_threshold_draw #(
    .LANES(LANES), .STEPS(STEPS), .TALLY(TALLY), .SUM(SUM), .WORD(WORD), .INDEX(INDEX)
  ) u_draw (
    .clk_i(clk_i), .en_i(en_i), .tie_i(ties), .below_i(below), .valid_i(draw && valid_q[3]),
    .drawn_o(drawn),
    .start_i(kept_valid), .ties_i(kept), .threshold_load_i(threshold_valid),
    .threshold_i(threshold),
    .word_valid_i(draw && valid_q[6]), .word_i(word), .find_i(find), .step_i(step), .nodes_i(nodes),
    .index_o(index),
    .lane_o(lane)
  );
  wire [INDEX+STEPS-1:0] token = {index, lane};
  always @(posedge clk_i) begin
    if (rst_i) token_valid_o <= 1'b0;
    else if (en_i) token_valid_o <= done;
  end
  always @(posedge clk_i) if (en_i && done) token_o <= token[TOKEN-1:0];
  wire unused = &{1'b0, token, first_q[6]};
endmodule
`default_nettype wire

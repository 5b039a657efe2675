// norm_quantise: quantises each vector of the vector bus and measures its root mean square beside
// it.
//
// ROWS              elements of a bus beat, a power of two
// LANES             elements of a quantised word, ROWS · 2^k
// WORDS             words of the longest vector
// X_BITS            bits of an element
// ACTIVATION_BITS   8: scale amax/127 through a reciprocal table; 16: a power of two
// SCALE_BITS, RECIPROCAL_BITS, TABLE_K0/1/2     formats and table fields of docs/arithmetic.md
// NORM_EPS, ATTENTION_NORM_EPS, HIDDEN_NORM_EPS
//                   added to the sum of squares: of a vector of the residual stream, of the
//                   attention (in_attention_i), of the feed-forward (in_hidden_i)
// SUM_BITS          bits of the sum of squares of the longest vector
// GAINS             1: what is quantised is the vector times gains of 15 fraction bits, GAIN_WORDS
//                   beats of them a step (step_i), in the order of the beats; the sum of squares is
//                   of the vector itself
// MAX_LEVELS, SUM_LEVELS   tree levels between two registers
// PIPELINE          0 shallow, 1 deep
//
// in_*  bus beats, in_first_i and in_last_i frame a vector (both in its only beat)
// q_*   quantised words, one a cycle, q_first_o with word 0; combinational after the last register
// raw_* R elements of the vector as it came (GAINS 1: times its gains), a cycle after their beat
// index
// exponent_o, amax_mantissa_o, half_bits_o, rsqrt_o  belong to the last whole vector
//                                                    (docs/arithmetic.md §3)
//
// Latency from the last bus beat to q word 0, with M = floor(max(1, log2 ROWS) / MAX_LEVELS):
//   ACTIVATION_BITS 8: 3 + M shallow, 4 + M deep; 16: 1 shallow, 2 deep; with gains 1 more shallow,
//   2 deep.
// rsqrt_o is right from cycle 3 + floor(log2 ROWS / SUM_LEVELS) shallow; deep, 3 more of 8-bit
// activations, 2 of 16-bit ones.
`default_nettype none

module norm_quantise #(
  parameter integer ROWS = 8,
  parameter integer LANES = 16,
  parameter integer WORDS = 4,
  parameter integer X_BITS = 16,
  parameter integer ACTIVATION_BITS = 8,
  parameter integer SCALE_BITS = 12,
  parameter integer RECIPROCAL_BITS = 13,
  parameter integer TABLE_K0 = 4,
  parameter integer TABLE_K1 = 4,
  parameter integer TABLE_K2 = 4,
  parameter integer RECIPROCAL_T1_BITS = 6,
  parameter integer RSQRT_T1_BITS = 6,
  parameter RECIPROCAL_T0_FILE = "",
  parameter RECIPROCAL_T1_FILE = "",
  parameter RSQRT_T0_FILE = "",
  parameter RSQRT_T1_FILE = "",
  parameter integer SUM_BITS = 40,
  parameter [SUM_BITS-1:0] NORM_EPS = 1,
  parameter [SUM_BITS-1:0] ATTENTION_NORM_EPS = 1,
  parameter [SUM_BITS-1:0] HIDDEN_NORM_EPS = 1,
  parameter integer GAINS = 0,
  parameter integer GAIN_WORDS = 1,
  parameter GAIN_FILE = "",
  parameter integer MAX_LEVELS = 3,
  parameter integer SUM_LEVELS = 3,
  parameter integer PIPELINE = 1,
  parameter TABLE_STYLE = "distributed",
  parameter MULTIPLIER = "dsp"
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire step_i,
  input wire in_valid_i,
  input wire in_first_i,
  input wire in_last_i,
  input wire in_attention_i,
  input wire in_hidden_i,
  input wire [ROWS*X_BITS-1:0] in_data_i,
  output wire q_valid_o,
  output wire q_first_o,
  output wire [LANES*ACTIVATION_BITS-1:0] q_data_o,
  input wire [$clog2(WORDS*(LANES/ROWS)+1)-1:0] raw_index_i,
  output wire [ROWS*X_BITS-1:0] raw_data_o,
  output wire [$clog2(X_BITS)-1:0] exponent_o,
  output wire [SCALE_BITS-1:0] amax_mantissa_o,
  output wire [$clog2(SUM_BITS)-1:0] half_bits_o,
  output wire [SCALE_BITS-1:0] rsqrt_o
);
  // ---- illegal parameters name themselves: no such module exists ------------------------------
  generate
    if (ROWS < 1 || (ROWS & (ROWS - 1)) != 0) begin : g_illegal_rows
      norm_quantise_ROWS_must_be_a_power_of_two u_illegal ();
    end
    if (LANES < 1 || (LANES & (LANES - 1)) != 0) begin : g_illegal_lanes
      norm_quantise_LANES_must_be_a_power_of_two u_illegal ();
    end
    if (LANES < ROWS) begin : g_illegal_lanes_2
      norm_quantise_LANES_must_be_at_least_ROWS u_illegal ();
    end
    if (ACTIVATION_BITS != 8 && ACTIVATION_BITS != 16) begin : g_illegal_activation_bits
      norm_quantise_ACTIVATION_BITS_must_be_8_or_16 u_illegal ();
    end
    if (GAINS != 0 && GAINS != 1) begin : g_illegal_gains
      norm_quantise_GAINS_must_be_0_or_1 u_illegal ();
    end
    if (PIPELINE != 0 && PIPELINE != 1) begin : g_illegal_pipeline
      norm_quantise_PIPELINE_must_be_0_or_1 u_illegal ();
    end
  endgenerate

  localparam integer GROUPS = LANES / ROWS;
  localparam integer BEATS = WORDS * GROUPS;
  localparam integer BEAT_BITS = $clog2(BEATS + 1);
  localparam integer WORD_BITS = $clog2(WORDS + 1);
  localparam integer K = TABLE_K0 + TABLE_K1 + TABLE_K2;
  localparam integer E_BITS = $clog2(X_BITS);
  localparam integer S_POS_BITS = $clog2(SUM_BITS);
  genvar g, r, l;

  // ---- gains: x_* is what is quantised ----------------------------------------------------------
  wire x_valid, x_first, x_last;
  wire [ROWS*X_BITS-1:0] x_data;
  generate
    if (GAINS == 1) begin : g_gains
      wire [ROWS*16-1:0] gains;
      sequence_rom #(
        .WORDS(GAIN_WORDS), .DATA_BITS(ROWS * 16), .STYLE(TABLE_STYLE), .FILE(GAIN_FILE)
      ) u_gains (
        .clk_i(clk_i), .en_i(en_i), .start_i(step_i), .next_i(in_valid_i), .data_o(gains)
      );
      delay_line #(.BITS(3), .DEPTH(1 + PIPELINE)) u_x_flags (
        .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i({in_valid_i, in_first_i, in_last_i}),
        .out_o({x_valid, x_first, x_last})
      );
      wire [ROWS*X_BITS-1:0] rounded;
      for (r = 0; r < ROWS; r = r + 1) begin : g_row
        localparam signed [X_BITS+15:0] GAIN_HALF = 1 << 14;
        wire signed [X_BITS-1:0] x;
        wire signed [15:0] gain;
        wire signed [X_BITS+15:0] product;
        reg signed [X_BITS+15:0] biased_q;
        assign x = in_data_i[r*X_BITS+:X_BITS];
        assign gain = gains[r*16+:16];
        multiplier #(.A_BITS(X_BITS), .B_BITS(16), .STYLE(MULTIPLIER)) u_gain (
          .a_i(x), .b_i(gain), .product_o(product)
        );
        always @(posedge clk_i) if (en_i) biased_q <= product + GAIN_HALF;
        round_clamp_biased #(
          .IN_BITS(X_BITS + 16), .DROP(15), .OUT_BITS(X_BITS), .LIMIT(0)
        ) u_round (
          .biased_i(biased_q), .tie_i(~|biased_q[14:0]), .rounded_o(rounded[r*X_BITS+:X_BITS])
        );
      end
      optional_register #(.BITS(ROWS * X_BITS), .PRESENT(PIPELINE)) u_x_data (
        .clk_i(clk_i), .en_i(en_i), .data_i(rounded), .data_o(x_data)
      );
    end else begin : g_plain
      assign {x_valid, x_first, x_last} = {in_valid_i, in_first_i, in_last_i};
      assign x_data = in_data_i;
      wire unused_step = step_i;
    end
  endgenerate

  // ---- the vector as it came: GROUPS memories of R elements a word ------------------------------
  reg  [BEAT_BITS-1:0] beat_q;
  wire [BEAT_BITS-1:0] beat;
  assign beat = x_first ? {BEAT_BITS{1'b0}} : beat_q;
  always @(posedge clk_i) begin
    if (en_i && x_valid) beat_q <= beat + 1'b1;
  end

  reg  [WORD_BITS-1:0] words_q;  // words of the vector
  wire [WORD_BITS-1:0] beat_word;
  assign beat_word = beat[$clog2(GROUPS)+:WORD_BITS];
  wire [WORD_BITS-1:0] word_index;
  reg  [BEAT_BITS-1:0] raw_index_q;
  always @(posedge clk_i) if (en_i) raw_index_q <= raw_index_i;
  wire [LANES*X_BITS-1:0] word_raw;
  wire [GROUPS*ROWS*X_BITS-1:0] raw_groups;
  generate
    for (g = 0; g < GROUPS; g = g + 1) begin : g_group
      reg [ROWS*X_BITS-1:0] raw_q[0:WORDS-1];
      wire write, first_group;
      // The first beat of a word clears the word's other groups, so that padding is zero.
      if (GROUPS == 1) begin : g_one
        assign first_group = 1'b1;
        assign write = 1'b1;
      end else begin : g_many
        assign first_group = beat[$clog2(GROUPS)-1:0] == 0;
        assign write = first_group || beat[$clog2(GROUPS)-1:0] == g;
      end
      if (WORDS == 1) begin : g_word
        always @(posedge clk_i) begin
          if (en_i && x_valid && write)
            raw_q[0] <= (first_group && g != 0) ? {ROWS * X_BITS{1'b0}} : x_data;
        end
        assign word_raw[g*ROWS*X_BITS+:ROWS*X_BITS] = raw_q[0];
        assign raw_groups[g*ROWS*X_BITS+:ROWS*X_BITS] = raw_q[0];
      end else begin : g_words
        localparam integer A = $clog2(WORDS);
        wire [A-1:0] write_address, raw_address;
        assign write_address = beat[$clog2(GROUPS)+:A];
        assign raw_address = raw_index_q[$clog2(GROUPS)+:A];
        always @(posedge clk_i) begin
          if (en_i && x_valid && write)
            raw_q[write_address] <= (first_group && g != 0) ? {ROWS * X_BITS{1'b0}} : x_data;
        end
        assign word_raw[g*ROWS*X_BITS+:ROWS*X_BITS] = raw_q[word_index[A-1:0]];
        assign raw_groups[g*ROWS*X_BITS+:ROWS*X_BITS] = raw_q[raw_address];
      end
    end
    if (GROUPS == 1) begin : g_raw_one
      assign raw_data_o = raw_groups;
    end else begin : g_raw_many
      // Chosen one by one: an index times ROWS * X_BITS would be a multiplication.
      localparam integer G = $clog2(GROUPS);
      reg [ROWS*X_BITS-1:0] chosen;
      integer group;
      always @* begin
        chosen = {ROWS * X_BITS{1'b0}};
        for (group = 0; group < GROUPS; group = group + 1)
          chosen = chosen | (raw_groups[group*ROWS*X_BITS+:ROWS*X_BITS]
              & {ROWS * X_BITS{raw_index_q[G-1:0] == group[G-1:0]}});
      end
      assign raw_data_o = chosen;
    end
  endgenerate

  // ---- the largest magnitude (of 16-bit activations only its highest bit matters) ---------------
  wire amax_valid, amax_first, amax_last;
  reg  [X_BITS-2:0] amax_q;
  wire [X_BITS-2:0] amax_d, amax_before;
  assign amax_before = amax_q & {X_BITS - 1{~amax_first}};
  localparam integer MAX_DELAY =
    (ACTIVATION_BITS == 8) ? ((ROWS > 2) ? $clog2(ROWS) : 1) / MAX_LEVELS : 0;
  delay_line #(.BITS(3), .DEPTH(MAX_DELAY)) u_max_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({x_valid, x_valid & x_first, x_valid & x_last}),
    .out_o({amax_valid, amax_first, amax_last})
  );
  generate
    if (ACTIVATION_BITS == 8) begin : g_max
      wire [X_BITS-2:0] a, b;
      max_tree #(.COUNT(ROWS), .BITS(X_BITS), .LEVELS_PER_STAGE(MAX_LEVELS)) u_max_tree (
        .clk_i(clk_i), .en_i(en_i), .numbers_i(x_data), .max_a_o(a), .max_b_o(b)
      );
      assign amax_d =
        (a < b) ? ((b < amax_before) ? amax_before : b) : ((a < amax_before) ? amax_before : a);
    end else begin : g_or
      // Only the highest bit matters, so an OR does for the maximum; the magnitude is exact, for it
      // must be right at powers of two.
      wire [ROWS*(X_BITS-1)-1:0] magnitudes;
      reg [X_BITS-2:0] ored;
      integer each;
      for (r = 0; r < ROWS; r = r + 1) begin : g_magnitude
        wire [X_BITS-1:0] x;
        assign x = x_data[r*X_BITS+:X_BITS];
        assign magnitudes[r*(X_BITS-1)+:X_BITS-1] =
            (x[X_BITS-2:0] ^ {X_BITS - 1{x[X_BITS-1]}}) + { {X_BITS - 2{1'b0}}, x[X_BITS-1]};
      end
      always @* begin
        ored = amax_before;
        for (each = 0; each < ROWS; each = each + 1)
          ored = ored | magnitudes[each*(X_BITS-1)+:X_BITS-1];
      end
      assign amax_d = ored;
    end
  endgenerate

  reg whole_q;  // amax_q belongs to a whole vector, in this cycle for the first time
  always @(posedge clk_i) begin
    if (rst_i) begin
      whole_q <= 1'b0;
    end else if (en_i) begin
      whole_q <= amax_last;
    end
    if (en_i && amax_valid) amax_q <= amax_d;
    if (en_i && x_valid && x_last) words_q <= beat_word + 1'b1;
  end

  // ---- normalise and quantise, word after word --------------------------------------------------
  wire [E_BITS-1:0] exponent_d;
  reg  [E_BITS-1:0] exponent_q;
  // A word is shifted by what the exponent lacks to the highest bit; `left`: now.
  wire [E_BITS-1:0] left_d;
  reg  [E_BITS-1:0] left_q;
  wire [E_BITS-1:0] left;
  localparam [31:0] TOP_BIT = X_BITS - 2;
  generate
    if (ACTIVATION_BITS == 8) begin : g_leading
      leading_one #(.BITS(X_BITS - 1)) u_leading_one (
        .value_i(amax_q), .position_o(exponent_d[$clog2(X_BITS-1)-1:0])
      );
      if (E_BITS > $clog2(X_BITS - 1)) begin : g_top
        assign exponent_d[E_BITS-1] = 1'b0;
      end
      assign left_d = TOP_BIT[E_BITS-1:0] - exponent_d;
    end else begin : g_nibbles
      // Steps of four: the nibbles above the highest one that is not zero.
      localparam integer NIBBLES = (X_BITS + 2) / 4;
      localparam integer TOP_NIBBLE = NIBBLES - 1;
      wire [4*NIBBLES-1:0] aligned;
      reg [2:0] zeros;
      integer n;
      assign aligned = { {4 * NIBBLES - X_BITS + 1{1'b0}}, amax_q} << (4 * NIBBLES - X_BITS + 1);
      always @* begin
        zeros = TOP_NIBBLE[2:0];
        for (n = 1; n < NIBBLES; n = n + 1) begin
          if (aligned[4*n+:4] != 0) zeros = TOP_NIBBLE[2:0] - n[2:0];
        end
      end
      assign left_d = {zeros[E_BITS-3:0], 2'b00};
      assign exponent_d = TOP_BIT[E_BITS-1:0] - left_d;
    end
  endgenerate
  always @(posedge clk_i) begin
    if (en_i && whole_q) begin
      exponent_q <= exponent_d;
      left_q     <= left_d;
    end
  end
  assign exponent_o = exponent_q;

  // shift_valid: a word is being normalised in this cycle: with the exponent, or a cycle after it
  // where the reciprocal's index is normalised first. The word's index is a plain register, so that
  // a block RAM can take it in.
  localparam integer EXPONENT_CUT = (ACTIVATION_BITS == 8) ? PIPELINE : 0;
  wire shift_start;
  reg  shifting_q;
  reg  [WORD_BITS-1:0] word_q;
  wire shift_valid;
  wire [WORD_BITS-1:0] next_word;
  assign shift_valid = shift_start | shifting_q;
  assign next_word = word_q + 1'b1;
  assign word_index = word_q;
  always @(posedge clk_i) begin
    if (rst_i) begin
      shifting_q <= 1'b0;
    end else if (en_i && shift_valid) begin
      shifting_q <= next_word != words_q;
    end
    if (en_i) word_q <= (x_valid && x_last) ? {WORD_BITS{1'b0}} : shift_valid ? next_word : word_q;
  end
  delay_line #(.BITS(1), .DEPTH(EXPONENT_CUT)) u_shift_start (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i(whole_q), .out_o(shift_start)
  );
  assign left = (EXPONENT_CUT == 0 && whole_q) ? left_d : left_q;
  wire [LANES*X_BITS-1:0] shifted;
  generate
    for (l = 0; l < LANES; l = l + 1) begin : g_shift
      assign shifted[l*X_BITS+:X_BITS] = word_raw[l*X_BITS+:X_BITS] << left;
    end

    if (ACTIVATION_BITS == 8) begin : g_int8
      // The reciprocal of the normalised maximum: its bits below the leading one index the table.
      reg  [X_BITS-2:0] amax_copy_q;
      wire [X_BITS-2:0] amax_norm;
      wire [X_BITS-2:0] amax_source;
      assign amax_source = (PIPELINE == 1) ? amax_copy_q : amax_q;
      always @(posedge clk_i)
        if (en_i && whole_q)
          amax_copy_q <= (PIPELINE == 1) ? amax_q << left_d : amax_norm;
      assign amax_norm = (PIPELINE == 1) ? amax_source : amax_source << left;
      wire [K-1:0] index;
      if (X_BITS - 2 >= K) begin : g_top
        assign index = amax_norm[X_BITS-3-:K];
      end else begin : g_extend
        assign index = {amax_norm[X_BITS-3:0], {K - X_BITS + 2{1'b0}}};
      end
      wire [RECIPROCAL_BITS-1:0] reciprocal;
      wire table_en;
      assign table_en = en_i & shift_start;
      table_lookup #(
        .K0(TABLE_K0), .K1(TABLE_K1), .K2(TABLE_K2), .OUT_BITS(RECIPROCAL_BITS),
        .T1_BITS(RECIPROCAL_T1_BITS), .PARITY(0), .ROM_STYLE(TABLE_STYLE),
        .T0_FILE(RECIPROCAL_T0_FILE), .T1_FILE(RECIPROCAL_T1_FILE)
      ) u_reciprocal (.clk_i(clk_i), .en_i(table_en), .index_i(index), .value_o(reciprocal));

      if (SCALE_BITS < X_BITS - 1) begin : g_cut
        assign amax_mantissa_o = {1'b1, amax_copy_q[X_BITS-3-:SCALE_BITS-1]};
      end else begin : g_grow
        assign amax_mantissa_o = {1'b1, amax_copy_q[X_BITS-3:0]} << (SCALE_BITS - X_BITS + 1);
      end
      wire unused_top = amax_norm[X_BITS-2];

      localparam integer PRODUCT_BITS = X_BITS + RECIPROCAL_BITS;
      localparam integer DROP = X_BITS - 2 + RECIPROCAL_BITS - 7;
      localparam signed [PRODUCT_BITS:0] HALF = 1 << (DROP - 1);
      reg [LANES*X_BITS-1:0] shifted_q;
      always @(posedge clk_i) if (en_i && shift_valid) shifted_q <= shifted;
      for (l = 0; l < LANES; l = l + 1) begin : g_lane
        wire signed [X_BITS-1:0] x;
        wire signed [RECIPROCAL_BITS:0] rho;
        reg signed [PRODUCT_BITS:0] biased_q;
        assign x = shifted_q[l*X_BITS+:X_BITS];
        assign rho = {1'b0, reciprocal};
        wire signed [PRODUCT_BITS:0] product;
        multiplier #(
          .A_BITS(X_BITS), .B_BITS(RECIPROCAL_BITS + 1), .STYLE(MULTIPLIER)
        ) u_multiplier (
          .a_i(x), .b_i(rho), .product_o(product)
        );
        // The half is added in the DSP of the product.
        always @(posedge clk_i) if (en_i) biased_q <= product + HALF;
        round_clamp_biased #(.IN_BITS(PRODUCT_BITS + 1), .DROP(DROP), .OUT_BITS(8)) u_round (
          .biased_i(biased_q), .tie_i(~|biased_q[DROP-1:0]), .rounded_o(q_data_o[l*8+:8])
        );
      end
      wire [1:0] flags;
      delay_line #(.BITS(2), .DEPTH(2)) u_q_flags (
        .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i({shift_valid, shift_start}), .out_o(flags)
      );
      assign q_valid_o = flags[1];
      assign q_first_o = flags[0];
    end else begin : g_int16
      assign amax_mantissa_o = {1'b1, {SCALE_BITS - 1{1'b0}}};
      wire [LANES*X_BITS-1:0] normalised;
      wire [1:0] flags;
      delay_line #(.BITS(LANES * X_BITS), .DEPTH(PIPELINE)) u_shifted (
        .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i(shifted), .out_o(normalised)
      );
      delay_line #(.BITS(2), .DEPTH(PIPELINE)) u_q_flags (
        .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i({shift_valid, shift_start}), .out_o(flags)
      );
      for (l = 0; l < LANES; l = l + 1) begin : g_lane
        round_clamp #(.IN_BITS(X_BITS), .DROP(X_BITS - 16), .OUT_BITS(16)) u_round (
          .value_i(normalised[l*X_BITS+:X_BITS]), .rounded_o(q_data_o[l*16+:16])
        );
      end
      assign q_valid_o = flags[1];
      assign q_first_o = flags[0];
    end
  endgenerate

  // ---- sum of squares and its reciprocal square root --------------------------------------------
  localparam integer SQUARE_BITS = 2 * X_BITS - 1;
  localparam integer SUM_DELAY = 1 + $clog2(ROWS) / SUM_LEVELS;
  reg  [ROWS*SQUARE_BITS-1:0] squares_q;
  generate
    for (r = 0; r < ROWS; r = r + 1) begin : g_square
      wire signed [X_BITS-1:0] x;
      wire signed [2*X_BITS-1:0] square;
      assign x = in_data_i[r*X_BITS+:X_BITS];
      multiplier #(.A_BITS(X_BITS), .B_BITS(X_BITS), .STYLE(MULTIPLIER)) u_square (
        .a_i(x), .b_i(x), .product_o(square)
      );
      always @(posedge clk_i) begin
        if (en_i) squares_q[r*SQUARE_BITS+:SQUARE_BITS] <= square[SQUARE_BITS-1:0];
      end
      wire unused_square = square[SQUARE_BITS];
    end
  endgenerate
  wire [SQUARE_BITS+$clog2(ROWS)-1:0] beat_sum;
  adder_tree #(
    .COUNT(ROWS), .IN_BITS(SQUARE_BITS), .LEVELS_PER_STAGE(SUM_LEVELS), .LEVELS_BEFORE(0)
  ) u_sum (
    .clk_i(clk_i), .en_i(en_i), .terms_i(squares_q), .sum_o(beat_sum)
  );
  wire sum_valid, sum_first, sum_attention, sum_hidden;
  wire [SUM_BITS-1:0] epsilon;
  delay_line #(.BITS(4), .DEPTH(SUM_DELAY)) u_sum_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({in_valid_i, in_valid_i & in_first_i, in_attention_i, in_hidden_i}),
    .out_o({sum_valid, sum_first, sum_attention, sum_hidden})
  );
  assign epsilon = sum_attention ? ATTENTION_NORM_EPS : sum_hidden ? HIDDEN_NORM_EPS : NORM_EPS;
  reg [SUM_BITS-1:0] sum_q;
  always @(posedge clk_i) begin
    if (en_i && sum_valid)
      sum_q <= (sum_first ? epsilon : sum_q)
        + { {SUM_BITS-SQUARE_BITS-$clog2(ROWS){1'b0}}, beat_sum};
  end

  // Shallow: leading one, shift and table in one stage; deep: a register between each of them, and
  // after them where the quantiser takes longer anyway. The partial sums of an unfinished vector
  // pass too: nothing reads the result before the vector is whole.
  wire [S_POS_BITS-1:0] sum_position, shift_position, table_position;
  wire [SUM_BITS-1:0] sum_copy, sum_norm, table_sum;
  leading_one #(.BITS(SUM_BITS)) u_sum_leading_one (.value_i(sum_q), .position_o(sum_position));
  delay_line #(.BITS(SUM_BITS + S_POS_BITS), .DEPTH(PIPELINE)) u_sum_position (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({sum_q, sum_position}), .out_o({sum_copy, shift_position})
  );
  localparam [31:0] SUM_TOP = SUM_BITS - 1;
  assign sum_norm = sum_copy << (SUM_TOP[S_POS_BITS-1:0] - shift_position);
  delay_line #(.BITS(SUM_BITS + S_POS_BITS), .DEPTH(PIPELINE)) u_sum_norm (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({sum_norm, shift_position}), .out_o({table_sum, table_position})
  );
  wire [SCALE_BITS-1:0] rsqrt;
  table_lookup #(
    .K0(TABLE_K0), .K1(TABLE_K1), .K2(TABLE_K2), .OUT_BITS(SCALE_BITS), .T1_BITS(RSQRT_T1_BITS),
    .PARITY(1), .ROM_STYLE(TABLE_STYLE), .T0_FILE(RSQRT_T0_FILE), .T1_FILE(RSQRT_T1_FILE)
  ) u_rsqrt (
    .clk_i(clk_i), .en_i(en_i),
    .index_i({table_position[0], table_sum[SUM_BITS-2-:K]}), .value_o(rsqrt)
  );
  reg [S_POS_BITS-1:0] half_bits_q;
  always @(posedge clk_i) if (en_i) half_bits_q <= {1'b0, table_position[S_POS_BITS-1:1]};
  optional_register #(.BITS(SCALE_BITS + S_POS_BITS), .PRESENT(EXPONENT_CUT)) u_root (
    .clk_i(clk_i), .en_i(en_i), .data_i({rsqrt, half_bits_q}), .data_o({rsqrt_o, half_bits_o})
  );
  wire unused = &{1'b0, word_index, table_sum, raw_index_q, beat};
endmodule
`default_nettype wire

// sampler_serial: draws a token from its logits (docs/arithmetic.md section 7), one logit a cycle.
//
// The logits are sorted (sampler_sort); the last pass of the sort weighs them and adds the weights
// up in rank order.
// Then: the limit p * (sum of the top k), by a serial multiplication; the last rank kept, by
// halving; t = u * total, while the weights that are kept are added up in vocabulary order; the
// token, by halving.
//
// Logits come ROWS a beat, element r of beat b is logit b * ROWS + r. The controls are stable from
// the first beat to the token, the next first beat is not before token_valid_o, seed_load_i is 1 in
// an enabled cycle before the first beat of a sequence. top_k_i 0 is all, top_p_i is 1 ... 65536.
//
// Parameters: ROWS 1, 2, 4 ...; VOCABULARY V 2 ... 1024; LOGIT_BITS > LOGIT_FRAC = K0 + K1 + K2;
//   WEIGHT_FRAC 4 ... 16; K0, K1, K2, T1_BITS, T0_FILE, T1_FILE: table sampler_exp2.
// Latency, from the cycle of the last beat to that of token_valid_o: P * (V + 2) + 22 + 2 I + D,
//   with P = ceil(log4 V), I = clog2(V) and D = 25, or more where the sums in vocabulary order are
//   not ready earlier: D = max(25, 2 + A(j) - j for j = 0 ... I-1), A(j) the largest m * 2^(I-j) +
//   2^(I-1-j) - 1 below V.
`default_nettype none

module sampler_serial #(
  parameter integer ROWS = 2,
  parameter integer VOCABULARY = 27,
  parameter integer LOGIT_BITS = 24,
  parameter integer LOGIT_FRAC = 10,
  parameter integer WEIGHT_FRAC = 12,
  parameter integer K0 = 4,
  parameter integer K1 = 3,
  parameter integer K2 = 3,
  parameter integer T1_BITS = 7,
  parameter T0_FILE = "",
  parameter T1_FILE = ""
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
    if (ROWS < 1 || (ROWS & (ROWS - 1)) != 0) begin : g_illegal_rows
      sampler_serial_ROWS_must_be_a_power_of_two u_illegal ();
    end
    if (VOCABULARY < 2 || VOCABULARY > 1024) begin : g_illegal_vocabulary
      sampler_serial_VOCABULARY_must_be_2_to_1024 u_illegal ();
    end
    if (LOGIT_FRAC != K0 + K1 + K2) begin : g_illegal_logit_frac
      sampler_serial_LOGIT_FRAC_must_be_K0_plus_K1_plus_K2 u_illegal ();
    end
    if (LOGIT_BITS <= LOGIT_FRAC) begin : g_illegal_logit_bits
      sampler_serial_LOGIT_BITS_must_exceed_LOGIT_FRAC u_illegal ();
    end
    if (WEIGHT_FRAC < 4 || WEIGHT_FRAC > 16) begin : g_illegal_weight_frac
      sampler_serial_WEIGHT_FRAC_must_be_4_to_16 u_illegal ();
    end
  endgenerate

  localparam integer V = VOCABULARY;
  localparam integer INDEX = $clog2(V);
  localparam integer TOP_K = $clog2(V + 1);
  localparam integer W = WEIGHT_FRAC + 1;
  localparam integer SUM = $clog2((V << WEIGHT_FRAC) + 1);
  localparam integer PASSES = (INDEX + 1) / 2;
  localparam integer LEVEL = $clog2(PASSES + 1);

  // Cycles until the halving of the sums in vocabulary order may begin: each of its words must be
  // there.
  function integer draw_cycles(input integer least);
    integer j, index;
    begin
      draw_cycles = least;
      for (j = 0; j < INDEX; j = j + 1)
        for (index = (1 << (INDEX - 1 - j)) - 1; index < V; index = index + (1 << (INDEX - j)))
          if (2 + index - j > draw_cycles) draw_cycles = 2 + index - j;
    end
  endfunction

  localparam integer LAST = V - 1;

  // Bit by bit: against a constant a few lookup tables do, where a subtraction takes a carry chain.
  function is_token(input [TOP_K-1:0] index);
    integer place;
    begin
      is_token = 1'b1;
      for (place = 0; place < TOP_K; place = place + 1) if (index[place] != LAST[place])
        is_token = LAST[place];
    end
  endfunction

  localparam integer LIMIT_CYCLES = 21;  // 4 until the last sum is there, 17 bits
  localparam integer DRAW_CYCLES = draw_cycles(25);
  localparam integer COUNT = $clog2((V + ROWS > DRAW_CYCLES + 7) ? V + ROWS : DRAW_CYCLES + 7);
  localparam integer LIMIT_LAST = LIMIT_CYCLES - 1;
  localparam integer SUM_READY = LIMIT_CYCLES - 18;
  localparam integer DRAW_LAST = DRAW_CYCLES - 1;
  localparam [COUNT-1:0] BITS_LAST = 24;
  localparam [INDEX-1:0] HIGHEST = LAST[INDEX-1:0];
  localparam [INDEX-1:0] INDEX_ONE = 1;
  localparam [TOP_K-1:0] TOP_K_ONE = 1;
  localparam [COUNT-1:0] ONE = 1;
  localparam [LEVEL-1:0] LEVEL_ONE = 1;
  localparam [LEVEL-1:0] FINAL = PASSES[LEVEL-1:0];

  // ---- sequence ---------------------------------------------------------------------------------
  localparam [2:0] LOAD = 3'd0, START = 3'd1, FILL = 3'd2, RUN = 3'd3, LIMIT = 3'd4,
    CUT = 3'd5, DRAW = 3'd6, FIND = 3'd7;
  reg [2:0] state_q;
  reg [COUNT-1:0] count_q;
  reg [LEVEL-1:0] level_q;
  wire load = state_q == LOAD && z_valid_i;
  wire run = state_q == RUN;
  wire final_run = run && level_q == FINAL;
  wire run_ends = run && count_q == LAST[COUNT-1:0];
  wire limit_ends = state_q == LIMIT && count_q == LIMIT_LAST[COUNT-1:0];
  wire draw_ends = state_q == DRAW && count_q == DRAW_LAST[COUNT-1:0];
  wire search_last;
  wire cut_ends = state_q == CUT && search_last;
  wire done = state_q == FIND && search_last;

  always @(posedge clk_i) begin
    if (rst_i) begin
      state_q <= LOAD;
      count_q <= {COUNT{1'b0}};
      level_q <= {LEVEL{1'b0}};
      token_valid_o <= 1'b0;
    end else if (en_i) begin
      token_valid_o <= done;
      case (state_q)
        LOAD: if (load && z_last_i) state_q <= START;
        START: state_q <= FILL;
        FILL: state_q <= RUN;
        RUN: if (run_ends) state_q <= (level_q == FINAL) ? LIMIT : START;
        LIMIT: if (limit_ends) state_q <= CUT;
        CUT: if (cut_ends) state_q <= DRAW;
        DRAW: if (draw_ends) state_q <= FIND;
        default: if (done) state_q <= LOAD;
      endcase
      if ((load && z_last_i) || run_ends || limit_ends || draw_ends || done)
        count_q <= {COUNT{1'b0}};
      else if (load) count_q <= count_q + ROWS[COUNT-1:0];
      else if (run || state_q == LIMIT || state_q == DRAW) count_q <= count_q + ONE;
      if (done) level_q <= {LEVEL{1'b0}};
      else if ((load && z_last_i) || (run_ends && level_q != FINAL)) level_q <= level_q + LEVEL_ONE;
    end
  end
  wire unused_first = z_first_i;

  wire [23:0] fraction;
  sampler_random u_random (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .seed_i(seed_i), .seed_load_i(seed_load_i),
    .advance_i(done),
    .fraction_o(fraction)
  );

  // ---- sort: the last pass shows the logits in rank order ---------------------------------------
  wire [LOGIT_BITS+INDEX-1:0] item;
  localparam integer WORD = (W + INDEX > SUM) ? W + INDEX : SUM;
  wire [2*WORD-1:0] words;
  wire [INDEX-1:0] inverted_rank = words[INDEX-1:0];  // by token
  wire [W-1:0] word_weight = words[INDEX+:W];  // by token
  wire [SUM-1:0] inverted_sum = words[WORD+:SUM];  // of weights, by rank, then by token
  wire [SUM-1:0] sum_d;
  wire unused_words = &{1'b0, words};
  wire [INDEX-1:0] sum_index, place_d;
  wire weigh, read_sum;
  reg gather_q;  // sums in vocabulary order
  reg [INDEX-1:0] place_q, weighed_q;
  reg [W-1:0] weight_q;
  sampler_sort #(
    .ROWS(ROWS), .VOCABULARY(V), .LOGIT_BITS(LOGIT_BITS), .INDEX_BITS(INDEX), .PASSES(PASSES),
    .LEVEL_BITS(LEVEL), .COUNT_BITS(COUNT), .WORD_BITS(WORD)
  ) u_sort (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .load_i(load), .logits_i(z_data_i),
    .start_i(state_q == START),
    .run_i(run), .restart_i(run_ends), .level_i(level_q), .count_i(count_q), .item_o(item),
    .word_write_i({weigh || gather_q, weigh}), .word_write_index_i({place_q, weighed_q}),
    .words_i({ {(WORD - SUM){1'b0}}, ~sum_d, {(WORD - W - INDEX){1'b0}}, weight_q, ~place_q}),
    .word_read_i({read_sum, cut_ends || gather_q}),
    .word_read_index_i({sum_index, place_d}), .words_o(words)
  );

  // ---- weights: three cycles from an item to its weight -----------------------------------------
  localparam integer SHIFT = $clog2(WEIGHT_FRAC + 2);  // all ones leave nothing of a weight
  localparam integer WHOLE =
    (LOGIT_BITS - LOGIT_FRAC > SHIFT) ? LOGIT_BITS - LOGIT_FRAC : SHIFT + 1;
  reg [LOGIT_BITS-1:0] logit_q;
  reg [LOGIT_BITS-1:0] inverted_top_q;  // of the first, the largest; 0 before
  reg [INDEX-1:0] index_q, looked_q;
  reg [SHIFT-1:0] shift_q;
  reg [2:0] stage_q;
  reg [1:0] first_q;
  // largest - logit = ~(~largest + logit); of the first logit itself it is ~logit, which is what is
  // kept.
  wire [LOGIT_BITS-1:0] difference = ~(inverted_top_q + logit_q);
  wire [WHOLE-1:0] whole =
    { {(WHOLE + LOGIT_FRAC - LOGIT_BITS){1'b0}}, difference[LOGIT_BITS-1:LOGIT_FRAC]};
  wire [W-1:0] value;
  table_lookup #(
    .K0(K0), .K1(K1), .K2(K2), .OUT_BITS(W), .T1_BITS(T1_BITS), .T0_FILE(T0_FILE),
    .T1_FILE(T1_FILE),
    .ROM_STYLE("block")
  ) u_exp2 (.clk_i(clk_i), .en_i(en_i), .index_i(difference[LOGIT_FRAC-1:0]), .value_o(value));
  always @(posedge clk_i) begin
    if (en_i) begin
      {logit_q, index_q} <= item;
      if (state_q == FILL) inverted_top_q <= {LOGIT_BITS{1'b0}};
      else if (first_q[0]) inverted_top_q <= difference;
      looked_q <= index_q;
      shift_q <= whole[SHIFT-1:0] | {SHIFT{|whole[WHOLE-1:SHIFT]}};
      weighed_q <= looked_q;
      if (first_q[1]) weight_q <= {1'b1, {WEIGHT_FRAC{1'b0}}};
      else weight_q <= value >> shift_q;
    end
  end
  always @(posedge clk_i) begin
    if (rst_i) begin
      stage_q <= 3'b000;
      first_q <= 2'b00;
    end else if (en_i) begin
      stage_q <= {stage_q[1:0], final_run};
      first_q <= {first_q[0], final_run && count_q == {COUNT{1'b0}}};
    end
  end
  assign weigh = stage_q[2];

  // ---- sums of weights --------------------------------------------------------------------------
  reg [INDEX-1:0] cut_q;  // last rank kept
  reg [SUM-1:0] sum_q;
  // rank <= cut: the carry of cut + ~rank + 1.
  wire [INDEX+1:0] kept_sum = {1'b0, cut_q, 1'b1} + {1'b0, inverted_rank, 1'b1};
  wire kept = kept_sum[INDEX+1];
  wire unused_kept = &{1'b0, kept_sum};
  wire [W-1:0] weight = weigh ? weight_q : word_weight & {W{kept}};
  wire clear = state_q == FILL || cut_ends;
  assign sum_d = sum_q + { {(SUM - W){1'b0}}, weight};
  assign place_d = clear ? {INDEX{1'b0}} : place_q + INDEX_ONE;
  always @(posedge clk_i) begin
    if (en_i && (clear || weigh || gather_q)) begin
      sum_q <= clear ? {SUM{1'b0}} : sum_d;
      place_q <= place_d;
    end
  end
  always @(posedge clk_i) begin
    if (rst_i) gather_q <= 1'b0;
    else if (en_i) gather_q <= cut_ends || (gather_q && place_q != HIGHEST);
  end

  // ---- limit and threshold, and what the sums say to them ---------------------------------------
  wire [TOP_K-1:0] below_k = top_k_i - TOP_K_ONE;
  wire all = !is_token(below_k);  // top-k 0 is all, too
  wire [INDEX-1:0] last_candidate = greedy_i ? {INDEX{1'b0}} : all ? HIGHEST : below_k[INDEX-1:0];
  wire [31:0] limit_bits = {11'd0, top_p_i, 4'd0};
  wire [31:0] draw_bits = {8'd0, fraction};
  wire [SUM-1:0] product;
  wire inexact;
  sampler_multiply #(.BITS(SUM)) u_multiply (
    .clk_i(clk_i), .en_i(en_i), .clear_i(run || cut_ends),
    .run_i(state_q == LIMIT || (state_q == DRAW && (DRAW_CYCLES == 25 || count_q <= BITS_LAST))),
    .bit_i((state_q == DRAW) ? draw_bits[count_q[4:0]] : limit_bits[count_q[4:0]]),
    .factor_i(~inverted_sum),
    .product_o(product), .inexact_o(inexact)
  );
  // Ranks: the first sum not below the product rounded up; tokens: the first above the product
  // rounded down. sum < product + up: the carry of product + ~sum + up.
  wire up = inexact || state_q == FIND;
  wire [SUM+1:0] compared = {1'b0, product, 1'b1} + {1'b0, inverted_sum, up};
  wire unused_compared = &{1'b0, compared};
  wire [INDEX-1:0] search_index, found;
  sampler_search #(.COUNT(V), .INDEX_BITS(INDEX)) u_search (
    .clk_i(clk_i), .en_i(en_i), .start_i(limit_ends || draw_ends),
    .run_i(state_q == CUT || state_q == FIND),
    .below_i(compared[SUM+1]), .index_o(search_index), .last_o(search_last), .found_o(found)
  );
  wire read_candidates = state_q == LIMIT && count_q == SUM_READY[COUNT-1:0];
  assign sum_index = read_candidates ? last_candidate : search_index;
  assign read_sum = read_candidates || limit_ends || draw_ends || state_q == CUT || state_q == FIND;
  always @(posedge clk_i) begin
    if (en_i && cut_ends) cut_q <= found;
    if (en_i && done) token_o <= found;
  end
endmodule
`default_nettype wire

// matmul_array: ROWS × LANES multiply-accumulate array, one beat of weights a cycle.
//
// With ACC_SHIFT > 0 and ROUND an accumulator starts at 2^(ACC_SHIFT−1), so that dropping its low
// bits later rounds it.
//
// A micro-operation (start_i) runs OUT tiles × IN words: for each tile of ROWS results, for each
// word of LANES operands, one beat (with planes_i PLANES passes over the words, one a digit of the
// weights, the highest first); beat k uses weight word base + k. Result tile o leaves, exact, when
// its last word is in.
//
// ROWS, LANES       powers of two
// WORDS             operand words of the longest vector
// ACTIVATION_BITS   bits of an operand, WEIGHT_BITS of a weight, ACC_BITS of a result
// TERNARY           1: weights −1, 0, 1 select the operand's negative, zero or itself; 0:
//                   multipliers
// LEVELS            levels of logic between two registers of the adder tree
// BASE_BITS         bits of a weight address, TILE_BITS of a tile count
// GROUP_SIZE        columns of a group, a multiple of LANES, or 0: weights are codes, whose sum
//                   over a group is corrected by a zero point and multiplied by a scale, both of
//                   each row and group; GROUP_WORDS tiles of them a step (step_i), in the order of
//                   the program. Digits of weights are groups of their own, with a scale each.
//
// q_*    quantised words from norm_quantise, kept until the next vector
// w_*    weight store: address in, word 1 + WEIGHT_DELAY cycles later, and everything with it
// acc_*  results, acc_first_o and acc_last_o frame the operation
// identity_i: no products; result tile o is beat o of the raw vector (raw_*) times 2^ACC_SHIFT, IN
// is 1.
//
// Latency from start_i to the result of a one-word tile: TERNARY 2 + floor((1 + log2 LANES) /
//   LEVELS), else 3 + floor(log2 LANES / LEVELS); plus WEIGHT_DELAY; with groups plus 3.
`default_nettype none

module matmul_array #(
  parameter integer ROWS = 8,
  parameter integer LANES = 16,
  parameter integer WORDS = 4,
  parameter integer X_BITS = 16,
  parameter integer ACTIVATION_BITS = 8,
  parameter integer WEIGHT_BITS = 2,
  parameter integer ACC_BITS = 14,
  parameter integer ACC_SHIFT = 0,
  parameter integer TERNARY = 1,
  parameter integer LEVELS = 3,
  parameter integer BASE_BITS = 8,
  parameter integer TILE_BITS = 4,
  parameter integer WORD_BITS = 3,
  parameter integer PLANES = 0,
  parameter integer ROUND = 1,
  parameter integer WEIGHT_DELAY = 0,
  parameter integer GROUP_SIZE = 0,
  parameter integer GROUPS = 0,
  parameter integer GROUP_SCALE_BITS = 0,
  parameter integer GROUP_WORDS = 0,
  parameter GROUP_FILE = "",
  parameter ROM_STYLE = "distributed",
  parameter MULTIPLIER = "dsp"
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire step_i,
  input wire q_valid_i,
  input wire q_first_i,
  input wire [LANES*ACTIVATION_BITS-1:0] q_data_i,
  input wire start_i,
  input wire [BASE_BITS-1:0] base_i,
  input wire [WORD_BITS-1:0] last_word_i,
  input wire [TILE_BITS-1:0] last_tile_i,
  input wire planes_i,
  input wire identity_i,
  output wire [BASE_BITS-1:0] w_address_o,
  input wire [ROWS*LANES*WEIGHT_BITS-1:0] w_data_i,
  output wire [TILE_BITS-1:0] raw_index_o,
  input wire [ROWS*X_BITS-1:0] raw_data_i,
  output wire acc_valid_o,
  output wire acc_first_o,
  output wire acc_last_o,
  output wire [ROWS*ACC_BITS-1:0] acc_data_o
);
  // ---- illegal parameters name themselves: no such module exists ------------------------------
  generate
    if (ROWS < 1 || (ROWS & (ROWS - 1)) != 0) begin : g_illegal_rows
      matmul_array_ROWS_must_be_a_power_of_two u_illegal ();
    end
    if (LANES < 1 || (LANES & (LANES - 1)) != 0) begin : g_illegal_lanes
      matmul_array_LANES_must_be_a_power_of_two u_illegal ();
    end
    if (WORDS < 1) begin : g_illegal_words
      matmul_array_WORDS_must_be_at_least_1 u_illegal ();
    end
    if (GROUP_SIZE % LANES != 0) begin : g_illegal_lanes_2
      matmul_array_LANES_must_divide_GROUP_SIZE u_illegal ();
    end
  endgenerate

  localparam integer TREE_BEFORE = (TERNARY == 1) ? 1 : 0;
  localparam integer TREE_DELAY = (TREE_BEFORE + $clog2(LANES)) / LEVELS;
  // from the operand to the accumulator
  localparam integer DELAY = TREE_DELAY + ((TERNARY == 1) ? 0 : 1);
  localparam integer TERM_BITS =
    (TERNARY == 1) ? ACTIVATION_BITS : ACTIVATION_BITS + WEIGHT_BITS - 1;
  localparam integer SUM_BITS = TERM_BITS + $clog2(LANES);
  // Ternary operands are kept with their negatives, made once for all rows.
  localparam integer COPY_BITS = (TERNARY == 1) ? 2 * ACTIVATION_BITS : ACTIVATION_BITS;
  // A row's accumulator adds words, or groups of GROUP_BEATS words, times their scales.
  localparam integer GROUP_BEATS = (GROUP_SIZE > 0) ? GROUP_SIZE / LANES : 1;
  localparam integer GROUP_DELAY = (GROUP_SIZE > 0) ? 3 : 0;
  localparam integer ADDEND_BITS =
    (GROUP_SIZE > 0) ? SUM_BITS + $clog2(GROUP_BEATS) + 1 + GROUP_SCALE_BITS : SUM_BITS;

  genvar r, l;

  // ---- beats ------------------------------------------------------------------------------------
  reg                  running_q;
  reg  [BASE_BITS-1:0] address_q;
  reg  [WORD_BITS-1:0] word_q, last_word_q;
  reg  [TILE_BITS-1:0] tile_q, last_tile_q;
  reg                  identity_q;
  wire                 beat_valid;
  wire [BASE_BITS-1:0] address;
  wire [WORD_BITS-1:0] word, last_word;
  wire [TILE_BITS-1:0] tile, last_tile;
  wire                 identity, word_is_last, row_is_last, beat_is_last, later_plane;
  assign beat_valid = start_i | running_q;
  // What an operation brings stands there before start_i, which comes late.
  assign address = running_q ? address_q : base_i;
  assign word = running_q ? word_q : {WORD_BITS{1'b0}};
  assign tile = running_q ? tile_q : {TILE_BITS{1'b0}};
  assign last_word = running_q ? last_word_q : last_word_i;
  assign last_tile = running_q ? last_tile_q : last_tile_i;
  assign identity = running_q ? identity_q : identity_i;
  assign word_is_last = word == last_word;
  assign beat_is_last = row_is_last && tile == last_tile;
  generate
    if (PLANES > 0) begin : g_planes
      localparam [31:0] LATER_PLANES = PLANES - 1;
      // Passes that are still to come after this one.
      reg  [2:0] left_q, all_q;
      wire [2:0] all, left;
      assign all = running_q ? all_q : {3{planes_i}} & LATER_PLANES[2:0];
      assign left = running_q ? left_q : all;
      assign row_is_last = word_is_last && left == 3'd0;
      assign later_plane = left != all;
      always @(posedge clk_i) begin
        if (en_i && beat_valid) begin
          all_q  <= all;
          left_q <= !word_is_last ? left : (left == 3'd0) ? all : left - 3'd1;
        end
      end
    end else begin : g_whole
      assign row_is_last = word_is_last;
      assign later_plane = 1'b0;
      wire unused_planes = planes_i;
    end
  endgenerate
  assign w_address_o = address;

  always @(posedge clk_i) begin
    if (rst_i) begin
      running_q <= 1'b0;
    end else if (en_i && beat_valid) begin
      running_q <= !beat_is_last;
    end
    if (en_i && beat_valid) begin
      address_q   <= address + 1'b1;
      word_q      <= word_is_last ? {WORD_BITS{1'b0}} : word + 1'b1;
      tile_q      <= row_is_last ? tile + 1'b1 : tile;
      last_word_q <= last_word;
      last_tile_q <= last_tile;
      identity_q  <= identity;
    end
  end

  // What travels with a beat to the cycle before its weights come, and in the cycle of its
  // operands:
  wire w_valid, w_identity, w_first, w_double, w_emit, w_first_tile, w_end, w_last_word;
  wire [WORD_BITS-1:0] w_word;
  wire [TILE_BITS-1:0] w_tile;
  delay_line #(.BITS(8 + WORD_BITS + TILE_BITS), .DEPTH(WEIGHT_DELAY)) u_weight_delay (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({beat_valid, identity, word >> $clog2(GROUP_BEATS) == 0 && !later_plane,
      word == 0 && later_plane,
           beat_valid && row_is_last, tile == 0, tile == last_tile, word_is_last, word, tile}),
    .out_o({w_valid, w_identity, w_first, w_double, w_emit, w_first_tile, w_end, w_last_word,
      w_word, w_tile})
  );
  reg operand_valid_q, operand_identity_q, first_q, double_q, emit_q, first_tile_q, end_q;
  reg last_word_of_pass_q;
  reg  [WORD_BITS-1:0] operand_word_q;
  always @(posedge clk_i) begin
    if (rst_i) begin
      operand_valid_q <= 1'b0;
    end else if (en_i) begin
      operand_valid_q <= w_valid;
    end
    if (en_i) begin
      operand_identity_q <= w_identity;
      first_q            <= w_first;
      double_q           <= w_double;
      emit_q             <= w_emit;
      first_tile_q       <= w_first_tile;
      end_q              <= w_end;
      last_word_of_pass_q <= w_last_word;
      operand_word_q     <= w_word;
    end
  end
  assign raw_index_o = w_tile;

  // ---- operands ---------------------------------------------------------------------------------
  wire unused_word = &{1'b0, operand_word_q};
  reg  [WORD_BITS-1:0] write_q;
  wire [WORD_BITS-1:0] write;
  assign write = q_first_i ? {WORD_BITS{1'b0}} : write_q;
  always @(posedge clk_i) if (en_i && q_valid_i) write_q <= write + 1'b1;

  wire [LANES*COPY_BITS-1:0] copies;
  wire [LANES*COPY_BITS-1:0] operands;
  generate
    for (l = 0; l < LANES; l = l + 1) begin : g_copy
      wire [ACTIVATION_BITS-1:0] q;
      assign q = q_data_i[l*ACTIVATION_BITS+:ACTIVATION_BITS];
      if (TERNARY == 1) begin : g_both
        assign copies[l*COPY_BITS+:COPY_BITS] = {~q + 1'b1, q};
      end else begin : g_same
        assign copies[l*COPY_BITS+:COPY_BITS] = q;
      end
    end
    if (WORDS == 1) begin : g_word
      reg [LANES*COPY_BITS-1:0] operand_q;
      always @(posedge clk_i) if (en_i && q_valid_i) operand_q <= copies;
      assign operands = operand_q;
    end else begin : g_words
      reg [LANES*COPY_BITS-1:0] operand_q[0:WORDS-1];
      always @(posedge clk_i) if (en_i && q_valid_i) operand_q[write[$clog2(WORDS)-1:0]] <= copies;
      assign operands = operand_q[operand_word_q[$clog2(WORDS)-1:0]];
    end
  endgenerate

  // ---- lanes, trees, accumulators ---------------------------------------------------------------
  // In the cycle of a word's sum, and in that of what a row's accumulator adds:
  wire sum_valid, sum_identity, sum_first, sum_double, sum_emit, sum_first_tile, sum_end;
  wire add_valid, add_identity, add_first, add_double, add_emit, add_first_tile, add_end;
  delay_line #(.BITS(7), .DEPTH(DELAY)) u_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({operand_valid_q, operand_identity_q, first_q, double_q, emit_q, first_tile_q, end_q}),
    .out_o({sum_valid, sum_identity, sum_first, sum_double, sum_emit, sum_first_tile, sum_end})
  );
  wire group_ends;  // with this word; without groups every word is one
  delay_line #(.BITS(7), .DEPTH(GROUP_DELAY)) u_add_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({sum_valid & group_ends, sum_identity, sum_first, sum_double, sum_emit, sum_first_tile,
      sum_end}),
    .out_o({add_valid, add_identity, add_first, add_double, add_emit, add_first_tile, add_end})
  );
  wire [ROWS*X_BITS-1:0] raw;
  delay_line #(.BITS(ROWS * X_BITS), .DEPTH(DELAY + GROUP_DELAY)) u_raw (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i(raw_data_i), .out_o(raw)
  );

  wire [ROWS*SUM_BITS-1:0] sums;
  wire [ROWS*ADDEND_BITS-1:0] addends;
  generate
    if (GROUP_SIZE > 0) begin : g_groups
      group_sums #(
        .ROWS(ROWS), .LANES(LANES), .ACTIVATION_BITS(ACTIVATION_BITS), .SUM_BITS(SUM_BITS),
        .GROUP_SIZE(GROUP_SIZE),
        .GROUPS(GROUPS), .SCALE_BITS(GROUP_SCALE_BITS), .WORDS(GROUP_WORDS), .FILE(GROUP_FILE),
        .ROM_STYLE(ROM_STYLE), .LEVELS(LEVELS), .DELAY(DELAY), .WORD_BITS(WORD_BITS),
        .MULTIPLIER(MULTIPLIER)
      ) u_group_sums (
        .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .step_i(step_i), .q_valid_i(q_valid_i),
        .q_first_i(q_first_i),
        .q_data_i(q_data_i), .word_i(operand_word_q), .last_word_i(last_word_of_pass_q),
        .taken_i(sum_valid & ~sum_identity), .sums_i(sums), .ends_o(group_ends),
        .products_o(addends)
      );
    end else begin : g_words_alone
      assign group_ends = 1'b1;
      assign addends = sums;
      wire unused_groups = &{1'b0, step_i, last_word_of_pass_q};
    end

    for (r = 0; r < ROWS; r = r + 1) begin : g_row
      wire [LANES*TERM_BITS-1:0] terms;
      for (l = 0; l < LANES; l = l + 1) begin : g_lane
        wire [WEIGHT_BITS-1:0] w;
        wire [COPY_BITS-1:0] x;
        assign w = w_data_i[(r*LANES+l)*WEIGHT_BITS+:WEIGHT_BITS];
        assign x = operands[l*COPY_BITS+:COPY_BITS];
        if (TERNARY == 1) begin : g_select
          assign terms[l*TERM_BITS+:TERM_BITS] = {TERM_BITS{w[0]}}
              & (w[1] ? x[COPY_BITS-1:ACTIVATION_BITS] : x[ACTIVATION_BITS-1:0]);
        end else begin : g_multiply
          wire signed [WEIGHT_BITS-1:0] ws;
          wire signed [ACTIVATION_BITS-1:0] xs;
          wire signed [TERM_BITS:0] product;
          reg [TERM_BITS-1:0] product_q;
          assign ws = w;
          assign xs = x;
          multiplier #(
            .A_BITS(ACTIVATION_BITS), .B_BITS(WEIGHT_BITS), .STYLE(MULTIPLIER)
          ) u_multiplier (
            .a_i(xs), .b_i(ws), .product_o(product)
          );
          always @(posedge clk_i) if (en_i) product_q <= product[TERM_BITS-1:0];
          assign terms[l*TERM_BITS+:TERM_BITS] = product_q;
          wire unused_product = product[TERM_BITS];
        end
      end
      adder_tree #(
        .COUNT(LANES), .IN_BITS(TERM_BITS), .LEVELS_PER_STAGE(LEVELS), .LEVELS_BEFORE(TREE_BEFORE)
      ) u_tree (.clk_i(clk_i), .en_i(en_i), .terms_i(terms), .sum_o(sums[r*SUM_BITS+:SUM_BITS]));

      accumulator #(
        .SUM_BITS(ADDEND_BITS), .ACC_BITS(ACC_BITS), .ACC_SHIFT(ACC_SHIFT), .X_BITS(X_BITS),
        .PLANES((TERNARY == 1 && PLANES > 0) ? 1 : 0), .ROUND(ROUND)
      ) u_accumulator (
        .clk_i(clk_i), .en_i(en_i & add_valid), .first_i(add_first), .double_i(add_double),
        .identity_i(add_identity),
        .sum_i(addends[r*ADDEND_BITS+:ADDEND_BITS]), .raw_i(raw[r*X_BITS+:X_BITS]),
        .acc_o(acc_data_o[r*ACC_BITS+:ACC_BITS])
      );
    end
  endgenerate

  delay_line #(.BITS(3), .DEPTH(1)) u_acc_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({add_valid & add_emit, add_first_tile, add_end}),
    .out_o({acc_valid_o, acc_first_o, acc_last_o})
  );
endmodule
`default_nettype wire

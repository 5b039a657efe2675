// lookup_array: ROWS × LANES ternary multiply-accumulate array that looks sums up: the lanes are
// taken in groups of three, and for each group a table holds all 27 sums of its operands. A weight
// code of 5 bits is the address.
//
// A micro-operation (start_i) goes through the IN operand words. For each it first fills the
// tables, 28 cycles, and then takes one beat for each of OUT tiles of ROWS results (with planes_i
// seven, one a binary digit of the weights, the highest first: PLANES 1). The beats use one weight
// word after another from base on: word after word, and in each tile after tile. The tiles' sums
// are kept until the last word completes them; then result tile o leaves, exact. The first
// operation on a vector begins with operand word 0; every other with the word that the tables still
// hold, without filling them, and goes on from there, word 0 after the last. With ACC_SHIFT > 0 and
// ROUND a sum starts at 2^(ACC_SHIFT−1), so that dropping its low bits later rounds it.
//
// ROWS, LANES       powers of two; the last group's missing lanes are 0
// WORDS             operand words of the longest vector, TILES result tiles of the tallest matrix
// ACTIVATION_BITS   bits of an operand, ACC_BITS of a result
// LEVELS            levels of logic between two registers of the adder tree, the table one of them
// BASE_BITS         bits of a weight address, TILE_BITS of a tile count
//
// q_*    quantised words from norm_quantise, kept until the next vector
// w_*    weight store: address in, word 1 + WEIGHT_DELAY cycles later, and everything with it: for
//        each row a code for each group, (t0 + 1) + 3·(t1 + 1) + 9·(t2 + 1)
// acc_*  results, acc_first_o and acc_last_o frame the operation
// identity_i: no products and no tables; result tile o is beat o of the raw vector (raw_*) times
// 2^ACC_SHIFT, IN is 1.
//
// Latency from a beat to its tile's result: 3 + floor((1 + ceil(log2(LANES / 3))) / LEVELS) +
// WEIGHT_DELAY.
`default_nettype none

module lookup_array #(
  parameter integer ROWS = 8,
  parameter integer LANES = 16,
  parameter integer WORDS = 4,
  parameter integer TILES = 8,
  parameter integer X_BITS = 16,
  parameter integer ACTIVATION_BITS = 8,
  parameter integer ACC_BITS = 16,
  parameter integer ACC_SHIFT = 0,
  parameter integer LEVELS = 3,
  parameter integer BASE_BITS = 8,
  parameter integer TILE_BITS = 4,
  parameter integer WORD_BITS = 3,
  parameter integer PLANES = 0,
  parameter integer ROUND = 1,
  parameter integer WEIGHT_DELAY = 0
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
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
  input wire [ROWS*((LANES+2)/3)*5-1:0] w_data_i,
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
      lookup_array_ROWS_must_be_a_power_of_two u_illegal ();
    end
    if (LANES < 1 || (LANES & (LANES - 1)) != 0) begin : g_illegal_lanes
      lookup_array_LANES_must_be_a_power_of_two u_illegal ();
    end
    if (WORDS < 1) begin : g_illegal_words
      lookup_array_WORDS_must_be_at_least_1 u_illegal ();
    end
    if (TILES < 1) begin : g_illegal_tiles
      lookup_array_TILES_must_be_at_least_1 u_illegal ();
    end
  endgenerate

  localparam integer GROUPS = (LANES + 2) / 3;
  localparam integer TERM_BITS = ACTIVATION_BITS + 2;
  localparam integer TREE_LEVELS = $clog2(GROUPS);
  localparam integer TREE_TERMS = 1 << TREE_LEVELS;
  localparam integer TREE_DELAY = (1 + TREE_LEVELS) / LEVELS;
  localparam integer SUM_BITS = TERM_BITS + TREE_LEVELS;

  genvar r, g;

  // ---- beats: 27 sums are made, a cycle passes until the last of them is written, then come the t
  localparam [4:0] LAST_FILL = 5'd27;
  reg                  running_q, filling_q;
  reg  [4:0]           step_q;
  reg  [BASE_BITS-1:0] address_q;
  reg  [WORD_BITS-1:0] word_q, words_left_q, last_word_q;
  reg  [TILE_BITS-1:0] tile_q, last_tile_q;
  reg                  identity_q;
  // The word of the present vector whose sums the tables hold.
  reg                  held_q;
  wire                 held;
  reg  [WORD_BITS-1:0] held_word_q;
  wire beat_valid, filling, identity, word_is_last, tile_is_last, plane_is_last, later_plane;
  wire [4:0]           step;
  wire [BASE_BITS-1:0] address;
  wire [WORD_BITS-1:0] word, words_left, last_word;
  wire [TILE_BITS-1:0] tile, last_tile;
  assign beat_valid = start_i | running_q;
  // What an operation brings stands there before start_i, which comes late. It comes no sooner than
  // the first word of its vector.
  assign held = held_q & ~(q_valid_i & q_first_i);
  assign filling = running_q ? filling_q : ~identity_i & ~held;
  assign address = running_q ? address_q : base_i;
  assign step = running_q ? step_q : 5'd0;
  assign word = running_q ? word_q : held ? held_word_q : {WORD_BITS{1'b0}};
  assign words_left = running_q ? words_left_q : last_word_i;
  assign tile = running_q ? tile_q : {TILE_BITS{1'b0}};
  assign last_word = running_q ? last_word_q : last_word_i;
  assign last_tile = running_q ? last_tile_q : last_tile_i;
  assign identity = running_q ? identity_q : identity_i;
  assign word_is_last = words_left == {WORD_BITS{1'b0}};
  assign tile_is_last = tile == last_tile;
  generate
    if (PLANES == 1) begin : g_planes
      // Digits that are still to come after this one.
      reg  [2:0] left_q, all_q;
      wire [2:0] all, left;
      assign all = running_q ? all_q : {3{planes_i}} & 3'd6;
      assign left = running_q ? left_q : all;
      assign plane_is_last = left == 3'd0;
      assign later_plane = left != all;
      always @(posedge clk_i) begin
        if (en_i && beat_valid) begin
          all_q  <= all;
          left_q <= filling ? left : (left == 3'd0) ? all : left - 3'd1;
        end
      end
    end else begin : g_whole
      assign plane_is_last = 1'b1;
      assign later_plane = 1'b0;
      wire unused_planes = planes_i;
    end
  endgenerate
  wire tiles_done;
  assign tiles_done = ~filling & plane_is_last & tile_is_last;
  assign w_address_o = address;
  always @(posedge clk_i) begin
    if (rst_i) begin
      running_q <= 1'b0;
    end else if (en_i && beat_valid) begin
      running_q <= !(tiles_done && word_is_last);
    end
    if (en_i && beat_valid) begin
      address_q   <= filling ? address : address + 1'b1;
      filling_q   <= filling ? step != LAST_FILL : tiles_done;
      step_q      <= filling ? step + 5'd1 : 5'd0;
      if (tiles_done) word_q <= (word == last_word) ? {WORD_BITS{1'b0}} : word + 1'b1;
      else word_q <= word;
      words_left_q <= tiles_done ? words_left - 1'b1 : words_left;
      tile_q      <=
        tiles_done ? {TILE_BITS{1'b0}} : !filling && plane_is_last ? tile + 1'b1 : tile;
      last_word_q <= last_word;
      last_tile_q <= last_tile;
      identity_q  <= identity;
    end
  end

  always @(posedge clk_i) begin
    if (rst_i) begin
      held_q <= 1'b0;
    end else if (en_i) begin
      held_q <= held | (beat_valid & ~filling & ~identity);
    end
    if (en_i && beat_valid && !filling && !identity) held_word_q <= word;
  end

  // What travels with a beat to the cycle before its weights come, and in the cycle of its
  // operands:
  wire                 w_beat, w_fill, w_identity, w_first_word, w_last_word, w_double, w_whole;
  wire [4:0]           w_step;
  wire [WORD_BITS-1:0] w_word;
  wire [TILE_BITS-1:0] w_tile, w_last_tile;
  delay_line #(.BITS(12 + WORD_BITS + 2 * TILE_BITS), .DEPTH(WEIGHT_DELAY)) u_weight_delay (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({beat_valid & ~filling, beat_valid & filling, identity, words_left == last_word,
      word_is_last, later_plane, plane_is_last,
           step, word, tile, last_tile}),
    .out_o({w_beat, w_fill, w_identity, w_first_word, w_last_word, w_double, w_whole, w_step,
      w_word, w_tile, w_last_tile})
  );
  assign raw_index_o = w_tile;
  wire o_beat, o_fill, o_identity, o_first_word, o_last_word, o_double, o_whole, o_end;
  wire [4:0]           o_step;
  wire [WORD_BITS-1:0] o_word;
  wire [TILE_BITS-1:0] o_tile;
  delay_line #(.BITS(13 + WORD_BITS + TILE_BITS), .DEPTH(1)) u_operand_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({w_beat, w_fill, w_identity, w_first_word, w_last_word, w_double, w_whole,
      w_tile == w_last_tile, w_step, w_word, w_tile}),
    .out_o({o_beat, o_fill, o_identity, o_first_word, o_last_word, o_double, o_whole, o_end, o_step,
      o_word, o_tile})
  );

  // ---- operands ---------------------------------------------------------------------------------
  wire unused_word = &{1'b0, o_word};
  reg  [WORD_BITS-1:0] write_q;
  wire [WORD_BITS-1:0] write;
  assign write = q_first_i ? {WORD_BITS{1'b0}} : write_q;
  always @(posedge clk_i) if (en_i && q_valid_i) write_q <= write + 1'b1;

  wire [LANES*ACTIVATION_BITS-1:0] operands;
  generate
    if (WORDS == 1) begin : g_word
      reg [LANES*ACTIVATION_BITS-1:0] operand_q;
      always @(posedge clk_i) if (en_i && q_valid_i) operand_q <= q_data_i;
      assign operands = operand_q;
    end else begin : g_words
      reg [LANES*ACTIVATION_BITS-1:0] operand_q[0:WORDS-1];
      always @(posedge clk_i) if (en_i && q_valid_i)
        operand_q[write[$clog2(WORDS)-1:0]] <= q_data_i;
      assign operands = operand_q[o_word[$clog2(WORDS)-1:0]];
    end
  endgenerate
  wire [GROUPS*3*ACTIVATION_BITS-1:0] grouped;
  generate
    if (GROUPS * 3 > LANES) begin : g_missing
      assign grouped = { {(GROUPS * 3 - LANES) * ACTIVATION_BITS{1'b0}}, operands};
    end else begin : g_full
      assign grouped = operands;
    end
  endgenerate

  // ---- tables -----------------------------------------------------------------------------------
  wire [1:0] lane;
  wire       subtract;
  wire [4:0] code;
  lookup_walk u_walk (.step_i(o_step), .lane_o(lane), .subtract_o(subtract), .code_o(code));
  reg        write_sum_q;
  reg  [4:0] code_q;
  always @(posedge clk_i) begin
    if (en_i) begin
      write_sum_q <= o_fill & (o_step != LAST_FILL);
      code_q      <= code;
    end
  end
  generate
    for (g = 0; g < GROUPS; g = g + 1) begin : g_table
      wire [ROWS*5-1:0] codes;
      wire [ROWS*TERM_BITS-1:0] sums;
      for (r = 0; r < ROWS; r = r + 1) begin : g_code
        assign codes[r*5+:5] = w_data_i[(r*GROUPS+g)*5+:5];
      end
      lookup_table #(.ROWS(ROWS), .BITS(ACTIVATION_BITS)) u_table (
        .clk_i(clk_i), .en_i(en_i), .filling_i(o_fill), .lane_i(lane), .subtract_i(subtract),
        .write_i(write_sum_q),
        .code_i(code_q), .data_i(grouped[g*3*ACTIVATION_BITS+:3*ACTIVATION_BITS]), .codes_i(codes),
        .sums_o(sums)
      );
    end
  endgenerate

  // ---- trees and digits -------------------------------------------------------------------------
  wire                 d_beat, d_identity, d_first_word, d_last_word, d_double, d_whole, d_end;
  wire [TILE_BITS-1:0] d_tile;
  delay_line #(.BITS(7 + TILE_BITS), .DEPTH(TREE_DELAY)) u_tree_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({o_beat, o_identity, o_first_word, o_last_word, o_double, o_whole, o_end, o_tile}),
    .out_o({d_beat, d_identity, d_first_word, d_last_word, d_double, d_whole, d_end, d_tile})
  );
  wire                 clear_digits;
  assign clear_digits = en_i & d_identity;
  wire                 a_beat, a_identity, a_first_word, a_last_word, a_end;
  wire [TILE_BITS-1:0] a_tile;
  delay_line #(.BITS(5 + TILE_BITS), .DEPTH(1)) u_digit_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({d_beat & d_whole, d_identity, d_first_word, d_last_word, d_end, d_tile}),
    .out_o({a_beat, a_identity, a_first_word, a_last_word, a_end, a_tile})
  );
  wire [ROWS*X_BITS-1:0] raw;
  delay_line #(.BITS(ROWS * X_BITS), .DEPTH(TREE_DELAY + 1)) u_raw (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i(raw_data_i), .out_o(raw)
  );

  // ---- sums of the tiles so far -----------------------------------------------------------------
  wire [ROWS*ACC_BITS-1:0] so_far;
  generate
    if (WORDS == 1) begin : g_no_sums
      assign so_far = {ROWS * ACC_BITS{1'b0}};
    end else begin : g_sums
      // A tile's number has fewer bits than their count.
      localparam integer NUMBER_BITS = (TILES > 1) ? $clog2(TILES) : 1;
      reg [ROWS*ACC_BITS-1:0] tile_sums[0:TILES-1];
      reg                 added_q;
      reg [NUMBER_BITS-1:0] added_tile_q;
      always @(posedge clk_i) begin
        if (en_i) begin
          added_q      <= a_beat;
          added_tile_q <= a_tile[NUMBER_BITS-1:0];
          if (added_q) tile_sums[added_tile_q] <= acc_data_o;
        end
      end
      assign so_far = tile_sums[a_tile[NUMBER_BITS-1:0]];
    end
  endgenerate

  generate
    for (r = 0; r < ROWS; r = r + 1) begin : g_row
      wire [TREE_TERMS*TERM_BITS-1:0] terms;
      for (g = 0; g < TREE_TERMS; g = g + 1) begin : g_term
        if (g < GROUPS) begin : g_sum
          assign terms[g*TERM_BITS+:TERM_BITS] = g_table[g].sums[r*TERM_BITS+:TERM_BITS];
        end else begin : g_none
          assign terms[g*TERM_BITS+:TERM_BITS] = {TERM_BITS{1'b0}};
        end
      end
      wire [SUM_BITS-1:0] sum;
      adder_tree #(
        .COUNT(TREE_TERMS), .IN_BITS(TERM_BITS), .LEVELS_PER_STAGE(LEVELS), .LEVELS_BEFORE(1)
      ) u_tree (.clk_i(clk_i), .en_i(en_i), .terms_i(terms), .sum_o(sum));
      wire [ACC_BITS-1:0] digits;
      lookup_digits #(.SUM_BITS(SUM_BITS), .ACC_BITS(ACC_BITS), .PLANES(PLANES)) u_digits (
        .clk_i(clk_i), .en_i(en_i), .clear_i(clear_digits), .double_i(d_double), .sum_i(sum),
        .digits_o(digits)
      );
      lookup_accumulator #(
        .ACC_BITS(ACC_BITS), .ACC_SHIFT(ACC_SHIFT), .X_BITS(X_BITS), .ROUND(ROUND)
      ) u_accumulator (
        .clk_i(clk_i), .en_i(en_i & a_beat), .first_i(a_first_word), .identity_i(a_identity),
        .digits_i(digits),
        .so_far_i(so_far[r*ACC_BITS+:ACC_BITS]), .raw_i(raw[r*X_BITS+:X_BITS]),
        .acc_o(acc_data_o[r*ACC_BITS+:ACC_BITS])
      );
    end
  endgenerate

  delay_line #(.BITS(3), .DEPTH(1)) u_acc_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({a_beat & a_last_word, a_tile == 0, a_end}),
    .out_o({acc_valid_o, acc_first_o, acc_last_o})
  );
endmodule
`default_nettype wire

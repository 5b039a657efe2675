// attention: stores K and V rows and answers q with the softmax-weighted sum of the values, per
// head.
//
// y_* brings the vectors k, v, q of a position, in this order, ROWS elements a beat,
// ceil(WIDTH/ROWS) beats of q, WIDTH = HEADS * HEAD_DIM, ceil(KV_HEADS * HEAD_DIM / ROWS) of k and
// v, gaps allowed. start_i may come in the cycle of q's last beat or later; layer_i and position_i
// are stable from the cycle before k's first beat to that of start_i. Then one head group and
// position is worked on a cycle, N = ceil(HEADS/HEADS_PARALLEL) * (position + 1) cycles in all, q
// being read until N cycles after start_i: the next k must not come before. out_*: ceil(WIDTH/ROWS)
// beats back to back, zero where not valid.
//
// SCALED 1: elements have 16 bits; k and v are stored as int8 codes with a scale a head, W cycles
// after their last beat: W = max(1, HEAD_DIM / ROWS) - 1 + the latency of kv_quantise. start_i must
// not come before W + 2 cycles after k's last beat, nor before W + 2 - SOFTMAX cycles after v's.
//
// SLOTS > 1: y_data_i and out_data_o have a row for each of SLOTS token slots. A step takes the
// positions from the one whose lowest bits are first_i to position_i, both in one block of SLOTS;
// slot t works on the one nearest to the block's t-th, and writes its key and value if it is the
// t-th. One pass reads each row once, for all slots.
//
// Parameters: SLOTS a power of two that divides CONTEXT; ROWS a power of two; HEADS, HEAD_DIM,
//   LAYERS, CONTEXT >= 1; KV_HEADS divides HEADS; 1 <= HEADS_PARALLEL <= HEADS, where KV_HEADS <
//   HEADS a divisor of HEADS and a divisor or a multiple of HEADS / KV_HEADS; SCALED 1: HEAD_DIM
//   divides ROWS or is a multiple of it, Q_BITS 16, KV_BITS 8; 0: Q_BITS = KV_BITS; formats and
//   tables of docs/arithmetic.md (*_FRAC of any sign, GUARD_BITS <= PROB_BITS - 2, SCORE_BITS -
//   SCORE_FRAC > clog2 of the accumulator's bits, SCORE_SHIFT >= 15, VALUE_GUARD <= 10); KV_STORE
//   "block" | "distributed"; PIPELINE 0|1.
// Latency from start_i to the first beat, L = clog2(HEAD_DIM), G the number of head groups:
//   PIPELINE 0:         N + 5 + (L >= 3) - EARLY
//   PIPELINE 1:         N + 8 + max(0, floor((L-1)/3)) - EARLY
//   SCALED, PIPELINE 0: N + 7 + (L >= 3) - EARLY SCALED, PIPELINE 1: N + 11 + max(1,
//   floor((L+1)/3)) - EARLY EARLY = min(floor((G-1) * HEADS_PARALLEL * HEAD_DIM / ROWS), G - 1, a
//   pipeline's length), 0 where all heads are parallel.
`default_nettype none

`ifdef YOSYS
// yosys trades speed for area on every path that is shorter than the longest one of what it maps at
// once: on its own, this unit is its own measure.
(* keep_hierarchy *)
`endif
module attention #(
  parameter integer ROWS = 16,
  parameter integer HEADS = 4,
  parameter integer KV_HEADS = HEADS,
  parameter integer HEAD_DIM = 4,
  parameter integer HEADS_PARALLEL = 4,
  parameter integer LAYERS = 1,
  parameter integer CONTEXT = 16,
  parameter integer X_BITS = 16,
  parameter integer X_FRAC = 10,
  parameter integer KV_BITS = 8,
  parameter integer Q_BITS = KV_BITS,
  parameter integer SCALED = 0,
  parameter integer DOT_SHIFT = 3,
  parameter integer SCORE_SHIFT = 30,
  parameter integer OUT_SHIFT = 16,
  parameter integer VALUE_GUARD = 6,
  parameter integer Q_FRAC = 5,
  parameter integer K_FRAC = 5,
  parameter integer V_FRAC = 5,
  parameter integer SCORE_FRAC = 8,
  parameter integer SCORE_BITS = 16,
  parameter integer PROB_BITS = 12,
  parameter integer GUARD_BITS = 6,
  parameter integer RECIPROCAL_BITS = 13,
  parameter integer EXP2_K0 = 8,
  parameter integer EXP2_K1 = 0,
  parameter integer EXP2_K2 = 0,
  parameter integer EXP2_T1_BITS = 1,
  parameter EXP2_T0_FILE = "",
  parameter EXP2_T1_FILE = "",
  parameter integer RECIPROCAL_K0 = 4,
  parameter integer RECIPROCAL_K1 = 4,
  parameter integer RECIPROCAL_K2 = 4,
  parameter integer RECIPROCAL_T1_BITS = 1,
  parameter RECIPROCAL_T0_FILE = "",
  parameter RECIPROCAL_T1_FILE = "",
  parameter integer QUANTISE_K0 = 4,
  parameter integer QUANTISE_K1 = 4,
  parameter integer QUANTISE_K2 = 4,
  parameter integer QUANTISE_T1_BITS = 1,
  parameter QUANTISE_T0_FILE = "",
  parameter QUANTISE_T1_FILE = "",
  parameter KV_STORE = "distributed",
  parameter integer PIPELINE = 1,
  parameter MULTIPLIER = "dsp",
  parameter integer SLOTS = 1
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire y_valid_i,
  input wire y_sink_k_i,
  input wire y_sink_v_i,
  input wire y_sink_q_i,
  input wire y_first_i,
  input wire y_last_i,
  input wire [SLOTS*ROWS*Q_BITS-1:0] y_data_i,
  input wire start_i,
  input wire [(LAYERS > 1 ? $clog2(LAYERS) : 1)-1:0] layer_i,
  input wire [(CONTEXT > 1 ? $clog2(CONTEXT) : 1)-1:0] position_i,
  input wire [(SLOTS > 1 ? $clog2(SLOTS) : 1)-1:0] first_i,
  output wire out_valid_o,
  output wire out_first_o,
  output wire out_last_o,
  output wire [SLOTS*ROWS*X_BITS-1:0] out_data_o
);
  // ---- illegal parameters name themselves: no such module exists ------------------------------
  generate
    if (ROWS < 1 || (ROWS & (ROWS - 1)) != 0) begin : g_illegal_rows
      attention_ROWS_must_be_a_power_of_two u_illegal ();
    end
    if (SLOTS < 1 || (SLOTS & (SLOTS - 1)) != 0) begin : g_illegal_slots
      attention_SLOTS_must_be_a_power_of_two u_illegal ();
    end
    if (CONTEXT % SLOTS != 0) begin : g_illegal_slots_2
      attention_SLOTS_must_divide_CONTEXT u_illegal ();
    end
    if (HEADS % KV_HEADS != 0) begin : g_illegal_kv_heads
      attention_KV_HEADS_must_divide_HEADS u_illegal ();
    end
    if (HEADS_PARALLEL < 1 || HEADS_PARALLEL > HEADS) begin : g_illegal_heads_parallel
      attention_HEADS_PARALLEL_must_be_1_to_HEADS u_illegal ();
    end
    if (SCALED == 1 && ROWS % HEAD_DIM != 0 && HEAD_DIM % ROWS != 0) begin : g_illegal_head_dim
      attention_HEAD_DIM_must_divide_ROWS_or_be_a_multiple u_illegal ();
    end
    if (SCALED == 0 && Q_BITS != KV_BITS) begin : g_illegal_q_bits
      attention_Q_BITS_must_be_KV_BITS_unless_SCALED u_illegal ();
    end
    if (VALUE_GUARD < 0 || VALUE_GUARD > 10) begin : g_illegal_value_guard
      attention_VALUE_GUARD_must_be_0_to_10 u_illegal ();
    end
    if (PIPELINE != 0 && PIPELINE != 1) begin : g_illegal_pipeline
      attention_PIPELINE_must_be_0_or_1 u_illegal ();
    end
  endgenerate

  localparam integer WIDTH = HEADS * HEAD_DIM;
  localparam integer BEATS = (WIDTH + ROWS - 1) / ROWS;
  localparam integer GROUPS = (HEADS + HEADS_PARALLEL - 1) / HEADS_PARALLEL;
  localparam integer GROUP_WIDTH = HEADS_PARALLEL * HEAD_DIM;
  // Query heads that share a key-value head, head groups that do, and key-value heads of a group.
  localparam integer SHARERS = HEADS / KV_HEADS;
  localparam integer SHARE = HEADS_PARALLEL < SHARERS ? SHARERS / HEADS_PARALLEL : 1;
  localparam integer KV_PARALLEL = HEADS_PARALLEL < SHARERS ? 1 : HEADS_PARALLEL / SHARERS;
  localparam integer KV_WIDTH = KV_HEADS * HEAD_DIM;
  localparam integer KV_GROUP_WIDTH = KV_PARALLEL * HEAD_DIM;
  localparam integer GROUP_INDEX_BITS = GROUPS > 1 ? $clog2(GROUPS) : 1;
  localparam integer WORDS = LAYERS * CONTEXT;
  localparam integer ADDRESS_BITS = WORDS > 1 ? $clog2(WORDS) : 1;
  localparam integer CONTEXT_BITS = $clog2(CONTEXT);
  localparam integer LEVELS = $clog2(HEAD_DIM);
  localparam integer DEEP_STAGES = LEVELS > 0 ? (LEVELS - 1) / 3 : 0;
  localparam integer SCALED_STAGES = LEVELS > 2 ? (LEVELS + 1) / 3 : 1;
  localparam integer SCORED = PIPELINE == 1
    ? (SCALED == 1 ? 4 + SCALED_STAGES : 3 + DEEP_STAGES)
    : 2 + (LEVELS >= 3 ? 1 : 0) + SCALED;
  localparam integer SOFTMAX = SCORED + PIPELINE;
  localparam integer WEIGHT = SCALED == 1 ? 1 + PIPELINE : 0;
  localparam integer KEY_SCALE = SCALED == 1 ? SCORED - 2 - PIPELINE : 1;
  // Group g's elements are wanted from beat floor(g * GROUP_WIDTH / ROWS) on and come a cycle or
  // more after those of group g - 1: as many beats may leave before the last group has finished.
  localparam integer BEATS_BEFORE = (GROUPS - 1) * GROUP_WIDTH / ROWS;
  localparam integer AHEAD = BEATS_BEFORE < GROUPS - 1 ? BEATS_BEFORE : GROUPS - 1;
  localparam integer EARLY = AHEAD < SOFTMAX + WEIGHT ? AHEAD : SOFTMAX + WEIGHT;

  wire [ADDRESS_BITS-1:0] write_address;
  wire [ADDRESS_BITS-1:0] k_address, k_next, v_address, v_next;
  wire [GROUP_INDEX_BITS-1:0] k_group, v_group, finish_group;
  wire [ADDRESS_BITS-1:0] k_scale_address, k_scale_next, v_scale_address, v_scale_next;
  wire [GROUP_INDEX_BITS-1:0] k_scale_group, v_scale_group, summed_group;
  wire [SLOTS-1:0] write, score_live, value_live;
  wire rotate, softmax_valid, softmax_first, summed, acc_clear, acc_valid, finish, emit;

  attention_control #(
    .LAYERS(LAYERS), .CONTEXT(CONTEXT), .GROUPS(GROUPS),
    .LAYER_BITS(LAYERS > 1 ? $clog2(LAYERS) : 1),
    .POSITION_BITS(CONTEXT > 1 ? CONTEXT_BITS : 1), .ADDRESS_BITS(ADDRESS_BITS),
    .GROUP_BITS(GROUP_INDEX_BITS), .SCORED(SCORED), .SOFTMAX(SOFTMAX), .KEY_SCALE(KEY_SCALE),
    .WEIGHT(WEIGHT), .EARLY(EARLY), .SLOTS(SLOTS)
  ) control (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .start_i(start_i), .layer_i(layer_i),
    .position_i(position_i), .first_i(first_i), .write_o(write), .score_live_o(score_live),
    .value_live_o(value_live), .write_address_o(write_address), .k_address_o(k_address),
    .k_next_o(k_next), .k_group_o(k_group), .k_scale_address_o(k_scale_address),
    .k_scale_next_o(k_scale_next), .k_scale_group_o(k_scale_group),
    .v_scale_address_o(v_scale_address), .v_scale_next_o(v_scale_next),
    .v_scale_group_o(v_scale_group), .v_address_o(v_address), .v_next_o(v_next),
    .v_group_o(v_group), .rotate_o(rotate), .softmax_valid_o(softmax_valid),
    .softmax_first_o(softmax_first), .summed_o(summed), .summed_group_o(summed_group),
    .acc_clear_o(acc_clear), .acc_valid_o(acc_valid), .finish_o(finish),
    .finish_group_o(finish_group), .emit_o(emit)
  );

  wire [SLOTS*GROUP_WIDTH*Q_BITS-1:0] query;
  wire [KV_GROUP_WIDTH*KV_BITS-1:0] key, value;
  wire [KV_PARALLEL*16-1:0] key_scale, value_scale;

  genvar u;
  generate
    if (SCALED == 1) begin : g_scaled
      attention_scaled_store #(
        .ROWS(ROWS), .HEADS(HEADS), .KV_HEADS(KV_HEADS), .HEAD_DIM(HEAD_DIM),
        .HEADS_PARALLEL(HEADS_PARALLEL), .KV_PARALLEL(KV_PARALLEL), .GROUPS(GROUPS), .SHARE(SHARE),
        .WORDS(WORDS), .ADDRESS_BITS(ADDRESS_BITS), .GROUP_INDEX_BITS(GROUP_INDEX_BITS),
        .STYLE(KV_STORE), .RECIPROCAL_BITS(RECIPROCAL_BITS), .K0(QUANTISE_K0), .K1(QUANTISE_K1),
        .K2(QUANTISE_K2), .T1_BITS(QUANTISE_T1_BITS), .T0_FILE(QUANTISE_T0_FILE),
        .T1_FILE(QUANTISE_T1_FILE), .PIPELINE(PIPELINE), .MULTIPLIER(MULTIPLIER), .SLOTS(SLOTS)
      ) store (
        .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .y_valid_i(y_valid_i), .y_sink_k_i(y_sink_k_i),
        .y_sink_v_i(y_sink_v_i), .y_sink_q_i(y_sink_q_i), .y_first_i(y_first_i),
        .y_last_i(y_last_i), .y_data_i(y_data_i), .write_i(write),
        .write_address_i(write_address),
        .rotate_i(rotate), .query_o(query), .k_address_i(k_address), .k_next_i(k_next),
        .k_group_i(k_group), .key_o(key), .k_scale_address_i(k_scale_address),
        .k_scale_next_i(k_scale_next), .k_scale_group_i(k_scale_group), .key_scale_o(key_scale),
        .v_address_i(v_address), .v_next_i(v_next), .v_group_i(v_group), .value_o(value),
        .v_scale_address_i(v_scale_address), .v_scale_next_i(v_scale_next),
        .v_scale_group_i(v_scale_group), .value_scale_o(value_scale)
      );
    end else begin : g_static
      wire [SLOTS*KV_WIDTH*KV_BITS-1:0] rows;
      wire [SLOTS-1:0] k_write = {SLOTS{y_valid_i & y_sink_k_i & y_last_i}} & write;
      wire [SLOTS-1:0] v_write = {SLOTS{y_valid_i & y_sink_v_i & y_last_i}} & write;
      wire unused_scales = &{k_scale_address, k_scale_next, k_scale_group, v_scale_address,
        v_scale_next, v_scale_group};

      assign key_scale = {(KV_PARALLEL*16){1'b0}};
      assign value_scale = {(KV_PARALLEL*16){1'b0}};

      for (u = 0; u < SLOTS; u = u + 1) begin : g_assembly
        wire [WIDTH*KV_BITS-1:0] row;
        wire unused_row = &row;

        attention_row #(
          .ROWS(ROWS), .WIDTH(WIDTH), .BEATS(BEATS), .KV_BITS(KV_BITS), .GROUP_WIDTH(GROUP_WIDTH)
        ) assembly (
          .clk_i(clk_i), .en_i(en_i), .valid_i(y_valid_i & (y_sink_k_i | y_sink_v_i | y_sink_q_i)),
          .first_i(y_first_i), .data_i(y_data_i[u*ROWS*KV_BITS+:ROWS*KV_BITS]), .rotate_i(rotate),
          .row_next_o(row), .group_o(query[u*GROUP_WIDTH*KV_BITS+:GROUP_WIDTH*KV_BITS])
        );

        assign rows[u*KV_WIDTH*KV_BITS+:KV_WIDTH*KV_BITS] = row[KV_WIDTH*KV_BITS-1:0];
      end

      kv_memory #(
        .WORDS(WORDS), .ADDRESS_BITS(ADDRESS_BITS), .ROW_BITS(KV_WIDTH*KV_BITS), .GROUPS(GROUPS),
        .SHARE(SHARE), .GROUP_BITS(KV_GROUP_WIDTH*KV_BITS), .GROUP_INDEX_BITS(GROUP_INDEX_BITS),
        .STYLE(KV_STORE), .PIPELINE(PIPELINE), .SLOTS(SLOTS)
      ) k_memory (
        .clk_i(clk_i), .en_i(en_i), .write_i(k_write), .write_address_i(write_address),
        .write_data_i(rows), .read_address_i(k_address), .read_next_i(k_next),
        .read_group_i(k_group), .read_data_o(key)
      );

      kv_memory #(
        .WORDS(WORDS), .ADDRESS_BITS(ADDRESS_BITS), .ROW_BITS(KV_WIDTH*KV_BITS), .GROUPS(GROUPS),
        .SHARE(SHARE), .GROUP_BITS(KV_GROUP_WIDTH*KV_BITS), .GROUP_INDEX_BITS(GROUP_INDEX_BITS),
        .STYLE(KV_STORE), .PIPELINE(PIPELINE), .SLOTS(SLOTS)
      ) v_memory (
        .clk_i(clk_i), .en_i(en_i), .write_i(v_write), .write_address_i(write_address),
        .write_data_i(rows), .read_address_i(v_address), .read_next_i(v_next),
        .read_group_i(v_group), .read_data_o(value)
      );
    end
  endgenerate

  genvar t;
  generate
    for (t = 0; t < SLOTS; t = t + 1) begin : g_slot
      wire valid, first, last;

      attention_slot #(
        .ROWS(ROWS), .HEADS(HEADS), .HEAD_DIM(HEAD_DIM), .HEADS_PARALLEL(HEADS_PARALLEL),
        .KV_PARALLEL(KV_PARALLEL), .GROUPS(GROUPS), .GROUP_INDEX_BITS(GROUP_INDEX_BITS),
        .CONTEXT_BITS(CONTEXT_BITS), .X_BITS(X_BITS), .X_FRAC(X_FRAC), .KV_BITS(KV_BITS),
        .Q_BITS(Q_BITS), .SCALED(SCALED), .DOT_SHIFT(DOT_SHIFT), .SCORE_SHIFT(SCORE_SHIFT),
        .OUT_SHIFT(OUT_SHIFT), .VALUE_GUARD(VALUE_GUARD), .Q_FRAC(Q_FRAC), .K_FRAC(K_FRAC),
        .V_FRAC(V_FRAC), .SCORE_FRAC(SCORE_FRAC), .SCORE_BITS(SCORE_BITS), .PROB_BITS(PROB_BITS),
        .GUARD_BITS(GUARD_BITS), .RECIPROCAL_BITS(RECIPROCAL_BITS), .EXP2_K0(EXP2_K0),
        .EXP2_K1(EXP2_K1), .EXP2_K2(EXP2_K2), .EXP2_T1_BITS(EXP2_T1_BITS),
        .EXP2_T0_FILE(EXP2_T0_FILE), .EXP2_T1_FILE(EXP2_T1_FILE), .RECIPROCAL_K0(RECIPROCAL_K0),
        .RECIPROCAL_K1(RECIPROCAL_K1), .RECIPROCAL_K2(RECIPROCAL_K2),
        .RECIPROCAL_T1_BITS(RECIPROCAL_T1_BITS), .RECIPROCAL_T0_FILE(RECIPROCAL_T0_FILE),
        .RECIPROCAL_T1_FILE(RECIPROCAL_T1_FILE), .PIPELINE(PIPELINE), .MULTIPLIER(MULTIPLIER)
      ) slot (
        .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
        .query_i(query[t*GROUP_WIDTH*Q_BITS+:GROUP_WIDTH*Q_BITS]), .key_i(key),
        .key_scale_i(key_scale), .value_i(value), .value_scale_i(value_scale),
        .score_live_i(score_live[t]), .value_live_i(value_live[t]),
        .softmax_valid_i(softmax_valid), .softmax_first_i(softmax_first), .summed_i(summed),
        .summed_group_i(summed_group), .acc_clear_i(acc_clear), .acc_valid_i(acc_valid),
        .finish_i(finish), .finish_group_i(finish_group), .emit_i(emit), .out_valid_o(valid),
        .out_first_o(first), .out_last_o(last), .out_data_o(out_data_o[t*ROWS*X_BITS+:ROWS*X_BITS])
      );

      // All slots send at the same time.
      if (t == 0) begin : g_frame
        assign out_valid_o = valid;
        assign out_first_o = first;
        assign out_last_o = last;
      end else begin : g_same
        wire unused_frame = &{1'b0, valid, first, last};
      end
    end
  endgenerate
endmodule
`default_nettype wire

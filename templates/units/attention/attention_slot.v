// attention_slot: scores, softmax and weighted sums of one token slot's heads, and its answer.
//
// query_i, key_i and so on are of the head group that is worked on; what accompanies an iteration
// comes from attention_control. score_live_i and value_live_i: an iteration's position is not after
// the slot's own; else it leaves no trace.
//
// Parameters: those of attention; KV_PARALLEL key-value heads of the GROUPS head groups.
`default_nettype none

module attention_slot #(
  parameter integer ROWS = 16,
  parameter integer HEADS = 4,
  parameter integer HEAD_DIM = 4,
  parameter integer HEADS_PARALLEL = 4,
  parameter integer KV_PARALLEL = 4,
  parameter integer GROUPS = 1,
  parameter integer GROUP_INDEX_BITS = 1,
  parameter integer CONTEXT_BITS = 4,
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
  parameter integer PIPELINE = 1,
  parameter MULTIPLIER = "dsp"
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire [HEADS_PARALLEL*HEAD_DIM*Q_BITS-1:0] query_i,
  input wire [KV_PARALLEL*HEAD_DIM*KV_BITS-1:0] key_i,
  input wire [KV_PARALLEL*16-1:0] key_scale_i,
  input wire [KV_PARALLEL*HEAD_DIM*KV_BITS-1:0] value_i,
  input wire [KV_PARALLEL*16-1:0] value_scale_i,
  input wire score_live_i,
  input wire value_live_i,
  input wire softmax_valid_i,
  input wire softmax_first_i,
  input wire summed_i,
  input wire [GROUP_INDEX_BITS-1:0] summed_group_i,
  input wire acc_clear_i,
  input wire acc_valid_i,
  input wire finish_i,
  input wire [GROUP_INDEX_BITS-1:0] finish_group_i,
  input wire emit_i,
  output wire out_valid_o,
  output wire out_first_o,
  output wire out_last_o,
  output wire [ROWS*X_BITS-1:0] out_data_o
);
  localparam integer WIDTH = HEADS * HEAD_DIM;
  localparam integer BEATS = (WIDTH + ROWS - 1) / ROWS;
  localparam integer GROUP_WIDTH = HEADS_PARALLEL * HEAD_DIM;
  // A probability times the worth of a code has this many bits more.
  localparam integer GROWTH = SCALED == 1 ? 1 + VALUE_GUARD : 0;
  localparam integer ACC_BITS = PROB_BITS + GROWTH + CONTEXT_BITS + KV_BITS;
  localparam integer DELTA_BITS = $clog2(ACC_BITS);
  localparam integer LAMBDA_BITS = $clog2(CONTEXT_BITS + 3);
  localparam integer INDEX_BITS = RECIPROCAL_K0 + RECIPROCAL_K1 + RECIPROCAL_K2;

  // Head p of all groups, one after another; what a group leaves is kept for the beats that send
  // it.
  wire [GROUPS*GROUP_WIDTH*ACC_BITS-1:0] sums;
  wire [GROUPS*HEADS_PARALLEL*LAMBDA_BITS-1:0] lambdas;
  wire [GROUPS*HEADS_PARALLEL*INDEX_BITS-1:0] indices, indices_next;

  genvar p, g;
  generate
    for (p = 0; p < HEADS_PARALLEL; p = p + 1) begin : g_head
      // Its key-value head, of those of the group.
      localparam integer KV = p * KV_PARALLEL / HEADS_PARALLEL;
      wire [SCORE_BITS-1:0] score;
      wire [PROB_BITS:0] power, prob;
      wire [DELTA_BITS-1:0] delta, fade;
      wire [PROB_BITS+GROWTH:0] weight;
      wire unused_drop;
      wire [LAMBDA_BITS-1:0] lambda;
      wire [INDEX_BITS-1:0] index;
      wire [HEAD_DIM*ACC_BITS-1:0] acc, acc_next;

      if (SCALED == 1) begin : g_scaled_score
        attention_scaled_score #(
          .HEAD_DIM(HEAD_DIM), .Q_BITS(Q_BITS), .KV_BITS(KV_BITS), .DOT_SHIFT(DOT_SHIFT),
          .SCORE_SHIFT(SCORE_SHIFT), .SCORE_BITS(SCORE_BITS), .PIPELINE(PIPELINE),
          .MULTIPLIER(MULTIPLIER)
        ) scores (
          .clk_i(clk_i), .en_i(en_i), .query_i(query_i[p*HEAD_DIM*Q_BITS+:HEAD_DIM*Q_BITS]),
          .key_i(key_i[KV*HEAD_DIM*KV_BITS+:HEAD_DIM*KV_BITS]), .scale_i(key_scale_i[KV*16+:16]),
          .score_o(score)
        );

        attention_weight #(
          .PROB_BITS(PROB_BITS), .VALUE_GUARD(VALUE_GUARD), .DELTA_BITS(DELTA_BITS),
          .PIPELINE(PIPELINE), .MULTIPLIER(MULTIPLIER)
        ) weights (
          .clk_i(clk_i), .en_i(en_i), .prob_i(prob), .delta_i(delta),
          .scale_i(value_scale_i[KV*16+:16]), .weight_o(weight[PROB_BITS+VALUE_GUARD:0]),
          .delta_o(fade)
        );

        assign weight[PROB_BITS+GROWTH] = 1'b0;
      end else begin : g_score
        wire unused_scales = &{key_scale_i[KV*16+:16], value_scale_i[KV*16+:16]};

        assign weight = prob;
        assign fade = delta;

        attention_score #(
          .HEAD_DIM(HEAD_DIM), .KV_BITS(KV_BITS), .DROP(Q_FRAC+K_FRAC-SCORE_FRAC),
          .SCORE_BITS(SCORE_BITS), .PIPELINE(PIPELINE), .MULTIPLIER(MULTIPLIER)
        ) scores (
          .clk_i(clk_i), .en_i(en_i), .query_i(query_i[p*HEAD_DIM*KV_BITS+:HEAD_DIM*KV_BITS]),
          .key_i(key_i[KV*HEAD_DIM*KV_BITS+:HEAD_DIM*KV_BITS]), .score_o(score)
        );
      end

      table_lookup #(
        .K0(EXP2_K0), .K1(EXP2_K1), .K2(EXP2_K2), .OUT_BITS(PROB_BITS+1), .T1_BITS(EXP2_T1_BITS),
        .T0_FILE(EXP2_T0_FILE), .T1_FILE(EXP2_T1_FILE), .ROM_STYLE("distributed"), .REGISTER(0)
      ) exp2 (
        .clk_i(clk_i), .en_i(en_i), .index_i(score[SCORE_FRAC-1:0]), .value_o(power)
      );

      attention_softmax #(
        .WHOLE_BITS(SCORE_BITS-SCORE_FRAC), .PROB_BITS(PROB_BITS), .CONTEXT_BITS(CONTEXT_BITS),
        .DELTA_BITS(DELTA_BITS), .LAMBDA_BITS(LAMBDA_BITS), .INDEX_BITS(INDEX_BITS),
        .PIPELINE(PIPELINE)
      ) softmax (
        .clk_i(clk_i), .en_i(en_i), .valid_i(softmax_valid_i & score_live_i),
        .first_i(softmax_first_i),
        .whole_i(score[SCORE_BITS-1:SCORE_FRAC]), .power_i(power), .prob_o(prob), .delta_o(delta),
        .drop_o(unused_drop), .lambda_o(lambda), .index_o(index)
      );

      attention_value #(
        .HEAD_DIM(HEAD_DIM), .KV_BITS(KV_BITS), .PROB_BITS(PROB_BITS+GROWTH), .ACC_BITS(ACC_BITS),
        .DELTA_BITS(DELTA_BITS), .MULTIPLIER(MULTIPLIER)
      ) values (
        .clk_i(clk_i), .en_i(en_i), .valid_i(acc_valid_i & value_live_i), .prob_i(weight),
        .delta_i(fade),
        .clear_i(acc_clear_i), .value_i(value_i[KV*HEAD_DIM*KV_BITS+:HEAD_DIM*KV_BITS]),
        .acc_o(acc),
        .acc_next_o(acc_next)
      );

      for (g = 0; g < GROUPS; g = g + 1) begin : g_group
        localparam integer HEAD = g * HEADS_PARALLEL + p;
        wire take = summed_i & (summed_group_i == g);
        reg [LAMBDA_BITS-1:0] lambda_q;
        reg [INDEX_BITS-1:0] index_q;
        wire [INDEX_BITS-1:0] index_d = take ? index : index_q;
        // The initial value keeps yosys from moving this register through the table after it.
        initial index_q = {INDEX_BITS{1'b0}};

        always @(posedge clk_i) begin
          if (en_i) index_q <= index_d;
          if (en_i && take) lambda_q <= lambda;
        end

        assign lambdas[HEAD*LAMBDA_BITS+:LAMBDA_BITS] = lambda_q;
        assign indices[HEAD*INDEX_BITS+:INDEX_BITS] = index_q;
        assign indices_next[HEAD*INDEX_BITS+:INDEX_BITS] = index_d;

        if (g == GROUPS - 1) begin : g_stay
          wire unused_next = &{acc_next, finish_i, finish_group_i};
          assign sums[HEAD*HEAD_DIM*ACC_BITS+:HEAD_DIM*ACC_BITS] = acc;
        end else begin : g_keep
          wire take_sums = finish_i & (finish_group_i == g);
          reg [HEAD_DIM*ACC_BITS-1:0] acc_q;

          always @(posedge clk_i) begin
            if (en_i && take_sums) acc_q <= value_live_i ? acc_next : acc;
          end

          assign sums[HEAD*HEAD_DIM*ACC_BITS+:HEAD_DIM*ACC_BITS] = acc_q;
        end
      end
    end
  endgenerate

  attention_emit #(
    .ROWS(ROWS), .HEADS(HEADS), .HEAD_DIM(HEAD_DIM), .BEATS(BEATS), .ACC_BITS(ACC_BITS),
    .LAMBDA_BITS(LAMBDA_BITS), .INDEX_BITS(INDEX_BITS), .BASE(PROB_BITS-2-GUARD_BITS),
    .NORMAL_BITS(KV_BITS+GUARD_BITS+1+GROWTH), .RECIPROCAL_BITS(RECIPROCAL_BITS),
    .DROP(SCALED == 1 ? OUT_SHIFT : GUARD_BITS+RECIPROCAL_BITS+V_FRAC-X_FRAC), .X_BITS(X_BITS),
    .K0(RECIPROCAL_K0), .K1(RECIPROCAL_K1), .K2(RECIPROCAL_K2), .T1_BITS(RECIPROCAL_T1_BITS),
    .T0_FILE(RECIPROCAL_T0_FILE), .T1_FILE(RECIPROCAL_T1_FILE), .PIPELINE(PIPELINE),
    .MULTIPLIER(MULTIPLIER)
  ) emission (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .emit_i(emit_i),
    .acc_i(sums[WIDTH*ACC_BITS-1:0]), .lambda_i(lambdas[HEADS*LAMBDA_BITS-1:0]),
    .index_i(indices[HEADS*INDEX_BITS-1:0]), .index_next_i(indices_next[HEADS*INDEX_BITS-1:0]),
    .out_valid_o(out_valid_o), .out_first_o(out_first_o), .out_last_o(out_last_o),
    .out_data_o(out_data_o)
  );

  generate
    if (GROUPS * HEADS_PARALLEL > HEADS) begin : g_absent_heads
      wire unused = &{
        sums[GROUPS*GROUP_WIDTH*ACC_BITS-1:WIDTH*ACC_BITS],
        lambdas[GROUPS*HEADS_PARALLEL*LAMBDA_BITS-1:HEADS*LAMBDA_BITS],
        indices[GROUPS*HEADS_PARALLEL*INDEX_BITS-1:HEADS*INDEX_BITS],
        indices_next[GROUPS*HEADS_PARALLEL*INDEX_BITS-1:HEADS*INDEX_BITS]
      };
    end
  endgenerate
endmodule
`default_nettype wire

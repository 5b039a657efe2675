// attention_serial: stores K and V rows and answers q with the softmax-weighted sum of the values,
// per head, one element a cycle: an attention of two multipliers and one for the division.
//
// y_* brings the vectors k, v, q of a position, in this order, ROWS elements a beat,
// ceil(WIDTH/ROWS) beats each, gaps allowed; WIDTH = HEADS * HEAD_DIM. start_i may come from the
// cycle after q's last beat on; layer_i and position_i are stable from the cycle before k's first
// beat to that of start_i. The next k must not come before the last beat out. out_*: beats as they
// become ready, zero where not valid.
//
// Parameters: ROWS a power of two; HEADS, HEAD_DIM, LAYERS, CONTEXT >= 1; formats and tables of
//   docs/arithmetic.md, bounds as in attention.
// Latency from start_i to a beat whose last element is i of head h (counted from 0):
//   (h + 1) * HEAD_DIM * (position + 1) + i + HEAD_DIM + 9.
`default_nettype none

module attention_serial #(
  parameter integer ROWS = 1,
  parameter integer HEADS = 4,
  parameter integer HEAD_DIM = 4,
  parameter integer LAYERS = 1,
  parameter integer CONTEXT = 16,
  parameter integer X_BITS = 16,
  parameter integer X_FRAC = 10,
  parameter integer KV_BITS = 8,
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
  parameter MULTIPLIER = "dsp"
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
  input wire [ROWS*KV_BITS-1:0] y_data_i,
  input wire start_i,
  input wire [(LAYERS > 1 ? $clog2(LAYERS) : 1)-1:0] layer_i,
  input wire [(CONTEXT > 1 ? $clog2(CONTEXT) : 1)-1:0] position_i,
  output wire out_valid_o,
  output wire out_first_o,
  output wire out_last_o,
  output wire [ROWS*X_BITS-1:0] out_data_o
);
  // ---- illegal parameters name themselves: no such module exists ------------------------------
  generate
    if (ROWS < 1 || (ROWS & (ROWS - 1)) != 0) begin : g_illegal_rows
      attention_serial_ROWS_must_be_a_power_of_two u_illegal ();
    end
    if (HEADS < 1) begin : g_illegal_heads
      attention_serial_HEADS_must_be_at_least_1 u_illegal ();
    end
    if (HEAD_DIM < 1) begin : g_illegal_head_dim
      attention_serial_HEAD_DIM_must_be_at_least_1 u_illegal ();
    end
    if (LAYERS < 1) begin : g_illegal_layers
      attention_serial_LAYERS_must_be_at_least_1 u_illegal ();
    end
    if (CONTEXT < 1) begin : g_illegal_context
      attention_serial_CONTEXT_must_be_at_least_1 u_illegal ();
    end
  endgenerate

  localparam integer WIDTH = HEADS * HEAD_DIM;
  localparam integer BEATS = (WIDTH + ROWS - 1) / ROWS;
  localparam integer BEAT_BITS = BEATS > 1 ? $clog2(BEATS) : 1;
  localparam integer LANE_BITS = $clog2(ROWS);
  localparam integer CONTEXT_BITS = $clog2(CONTEXT);
  localparam integer POSITION_BITS = CONTEXT > 1 ? CONTEXT_BITS : 1;
  localparam integer LAYER_BITS = LAYERS > 1 ? $clog2(LAYERS) : 1;
  localparam integer ROW_BITS = LAYERS * CONTEXT > 1 ? $clog2(LAYERS * CONTEXT) : 1;
  // The element after the last one is counted, too.
  localparam integer ELEMENT_BITS = $clog2(WIDTH + HEAD_DIM);
  localparam integer ACC_BITS = PROB_BITS + CONTEXT_BITS + KV_BITS;
  localparam integer DELTA_BITS = $clog2(ACC_BITS);
  localparam integer LAMBDA_BITS = $clog2(CONTEXT_BITS + 3);
  localparam integer INDEX_BITS = RECIPROCAL_K0 + RECIPROCAL_K1 + RECIPROCAL_K2;
  wire unused_last = y_last_i;

  // ---- rows: beats as they come, {row, beat} --------------------------------------------------
  reg busy_q;
  reg [ROW_BITS-1:0] base_q;
  reg [POSITION_BITS-1:0] position_q;
  wire done;
  wire [ROW_BITS-1:0] layer_base;
  attention_address #(
    .LAYERS(LAYERS), .CONTEXT(CONTEXT), .LAYER_BITS(LAYER_BITS), .ADDRESS_BITS(ROW_BITS)
  ) address (
    .layer_i(layer_i), .base_o(layer_base)
  );

  always @(posedge clk_i) begin
    if (rst_i) busy_q <= 1'b0;
    else if (en_i) busy_q <= start_i | (busy_q & ~done);
    if (en_i && !busy_q && !start_i) begin
      base_q <= layer_base;
      position_q <= position_i;
    end
  end

  reg [BEAT_BITS-1:0] beat_q;
  wire [BEAT_BITS-1:0] beat = y_first_i ? {BEAT_BITS{1'b0}} : beat_q;
  wire [ROW_BITS-1:0] write_row;

  always @(posedge clk_i) begin
    if (en_i && y_valid_i) beat_q <= beat + 1'b1;
  end

  generate
    if (ROW_BITS > POSITION_BITS) begin : g_offset
      assign write_row = base_q + { {(ROW_BITS-POSITION_BITS){1'b0}}, position_q};
    end else begin : g_position
      assign write_row = base_q + position_q;
    end
  endgenerate

  wire k_valid, k_position_first, k_element_first, k_element_last;
  wire [ROW_BITS-1:0] k_row, v_row;
  wire [ELEMENT_BITS-1:0] k_element, v_element;
  wire v_start, v_valid, v_head_first, v_position_first, v_element_first, v_element_last;
  wire unused_head;
  wire unused_element = &k_element;
  wire [ROWS*KV_BITS-1:0] key_beat, query_beat, value_beat;
  wire [KV_BITS-1:0] key, query, value;

  attention_walk #(
    .HEADS(HEADS), .HEAD_DIM(HEAD_DIM), .ROW_BITS(ROW_BITS), .POSITION_BITS(POSITION_BITS),
    .ELEMENT_BITS(ELEMENT_BITS)
  ) k_walk (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .start_i(start_i), .base_i(base_q),
    .position_i(position_q), .valid_o(k_valid), .row_o(k_row), .element_o(k_element),
    .head_first_o(unused_head), .position_first_o(k_position_first),
    .element_first_o(k_element_first), .element_last_o(k_element_last)
  );

  // A head's first value is read in the cycle in which its score becomes a probability.
  delay_line #(.BITS(1), .DEPTH(HEAD_DIM+3)) v_starts (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i(start_i), .out_o(v_start)
  );

  attention_walk #(
    .HEADS(HEADS), .HEAD_DIM(HEAD_DIM), .ROW_BITS(ROW_BITS), .POSITION_BITS(POSITION_BITS),
    .ELEMENT_BITS(ELEMENT_BITS)
  ) v_walk (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .start_i(v_start), .base_i(base_q),
    .position_i(position_q), .valid_o(v_valid), .row_o(v_row), .element_o(v_element),
    .head_first_o(v_head_first), .position_first_o(v_position_first),
    .element_first_o(v_element_first), .element_last_o(v_element_last)
  );

  wire [BEAT_BITS-1:0] k_beat, v_beat;

  generate
    if (BEATS > 1) begin : g_beats
      assign k_beat = k_element[LANE_BITS+:BEAT_BITS];
      assign v_beat = v_element[LANE_BITS+:BEAT_BITS];
    end else begin : g_beat
      assign k_beat = 1'b0;
      assign v_beat = 1'b0;
    end

    if (ROWS > 1) begin : g_lanes
      localparam integer BITS = LANE_BITS < ELEMENT_BITS ? LANE_BITS : ELEMENT_BITS;
      reg [BITS-1:0] k_lane_q, v_lane_q;

      always @(posedge clk_i) begin
        if (en_i) begin
          k_lane_q <= k_element[BITS-1:0];
          v_lane_q <= v_element[BITS-1:0];
        end
      end

      assign key = key_beat[k_lane_q*KV_BITS+:KV_BITS];
      assign query = query_beat[k_lane_q*KV_BITS+:KV_BITS];
      assign value = value_beat[v_lane_q*KV_BITS+:KV_BITS];
    end else begin : g_lane
      assign key = key_beat;
      assign query = query_beat;
      assign value = value_beat;
    end
  endgenerate

  ram #(
    .WORDS(LAYERS*CONTEXT<<BEAT_BITS), .ADDRESS_BITS(ROW_BITS+BEAT_BITS), .DATA_BITS(ROWS*KV_BITS)
  ) k_memory (
    .clk_i(clk_i), .en_i(en_i), .write_i(y_valid_i & y_sink_k_i),
    .write_address_i({write_row, beat}), .write_data_i(y_data_i),
    .read_address_i({k_row, k_beat}), .read_data_o(key_beat)
  );

  ram #(
    .WORDS(LAYERS*CONTEXT<<BEAT_BITS), .ADDRESS_BITS(ROW_BITS+BEAT_BITS), .DATA_BITS(ROWS*KV_BITS)
  ) v_memory (
    .clk_i(clk_i), .en_i(en_i), .write_i(y_valid_i & y_sink_v_i),
    .write_address_i({write_row, beat}), .write_data_i(y_data_i),
    .read_address_i({v_row, v_beat}), .read_data_o(value_beat)
  );

  ram #(.WORDS(1<<BEAT_BITS), .ADDRESS_BITS(BEAT_BITS), .DATA_BITS(ROWS*KV_BITS)) q_memory (
    .clk_i(clk_i), .en_i(en_i), .write_i(y_valid_i & y_sink_q_i), .write_address_i(beat),
    .write_data_i(y_data_i), .read_address_i(k_beat), .read_data_o(query_beat)
  );

  // ---- scores: product, sum over a head, negated rounding --------------------------------------
  localparam integer PRODUCT_BITS = 2 * KV_BITS - 1;
  localparam integer DOT_BITS = PRODUCT_BITS + $clog2(HEAD_DIM);
  localparam integer DROP = Q_FRAC + K_FRAC - SCORE_FRAC;
  localparam integer ROUND_BITS = (DOT_BITS > DROP ? DOT_BITS : DROP) + 2;
  // |q . k| < HEAD_DIM * 2^(2 KV_BITS - 2), so some formats need no limit.
  localparam integer LIMIT = 2 * KV_BITS - 2 + $clog2(HEAD_DIM) - DROP >= SCORE_BITS - 1 ? 1 : 0;
  localparam [ROUND_BITS-1:0] ONE = 1;
  localparam [ROUND_BITS-1:0] HALF = DROP > 0 ? ONE << (DROP > 0 ? DROP - 1 : 0) : 0;

  // Stage s of a key's element is s cycles after its address.
  wire read_valid, read_first, read_element_first, read_element_last;
  wire product_valid, product_first, product_element_first, product_element_last;
  wire score_valid, score_first, softmax_valid, softmax_first;
  delay_line #(.BITS(4), .DEPTH(1)) read_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({k_valid, k_position_first, k_element_first, k_element_last}),
    .out_o({read_valid, read_first, read_element_first, read_element_last})
  );
  delay_line #(.BITS(4), .DEPTH(1)) product_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({read_valid, read_first, read_element_first, read_element_last}),
    .out_o({product_valid, product_first, product_element_first, product_element_last})
  );
  delay_line #(.BITS(2), .DEPTH(1)) score_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({product_valid & product_element_last, product_first}), .out_o({score_valid, score_first})
  );
  delay_line #(.BITS(2), .DEPTH(1)) softmax_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i({score_valid, score_first}),
    .out_o({softmax_valid, softmax_first})
  );

  wire signed [KV_BITS-1:0] key_signed = key;
  wire signed [KV_BITS-1:0] query_signed = query;
  wire signed [2*KV_BITS-1:0] product;
  wire unused_sign = product[2*KV_BITS-1];
  reg [PRODUCT_BITS-1:0] product_q;
  reg [DOT_BITS-1:0] dot_q;
  wire [DOT_BITS:0] term = { {(DOT_BITS+1-PRODUCT_BITS){product_q[PRODUCT_BITS-1]}}, product_q};
  wire unused_term = term[DOT_BITS];
  wire [ROUND_BITS-1:0] wide = { {(ROUND_BITS-DOT_BITS){dot_q[DOT_BITS-1]}}, dot_q};
  wire [ROUND_BITS-1:0] biased = HALF - wide;
  wire [SCORE_BITS-1:0] score;
  wire tie;

  multiplier #(.A_BITS(KV_BITS), .B_BITS(KV_BITS), .STYLE(MULTIPLIER)) multiply_key (
    .a_i(key_signed), .b_i(query_signed), .product_o(product)
  );

  always @(posedge clk_i) begin
    if (en_i) begin
      product_q <= product[PRODUCT_BITS-1:0];
      dot_q <= (dot_q & {DOT_BITS{~product_element_first}}) + term[DOT_BITS-1:0];
    end
  end

  generate
    if (DROP > 0) begin : g_tie
      assign tie = ~|biased[DROP-1:0];
    end else begin : g_exact
      assign tie = 1'b0;
    end
  endgenerate

  round_clamp_biased #(
    .IN_BITS(ROUND_BITS), .DROP(DROP), .OUT_BITS(SCORE_BITS), .LIMIT(LIMIT)
  ) round (
    .biased_i(biased), .tie_i(tie), .rounded_o(score)
  );

  // ---- softmax: a position every HEAD_DIM cycles, its registers hold in between ----------------
  reg [SCORE_BITS-SCORE_FRAC-1:0] whole_q;
  wire [PROB_BITS:0] power, prob;
  wire [DELTA_BITS-1:0] delta;
  wire drop;
  wire [LAMBDA_BITS-1:0] lambda;
  wire [INDEX_BITS-1:0] index;

  always @(posedge clk_i) begin
    if (en_i) whole_q <= score[SCORE_BITS-1:SCORE_FRAC];
  end

  table_lookup #(
    .K0(EXP2_K0), .K1(EXP2_K1), .K2(EXP2_K2), .OUT_BITS(PROB_BITS+1), .T1_BITS(EXP2_T1_BITS),
    .T0_FILE(EXP2_T0_FILE), .T1_FILE(EXP2_T1_FILE), .ROM_STYLE("block"), .REGISTER(1)
  ) exp2 (
    .clk_i(clk_i), .en_i(en_i), .index_i(score[SCORE_FRAC-1:0]), .value_o(power)
  );

  attention_softmax #(
    .WHOLE_BITS(SCORE_BITS-SCORE_FRAC), .PROB_BITS(PROB_BITS), .CONTEXT_BITS(CONTEXT_BITS),
    .DELTA_BITS(DELTA_BITS), .LAMBDA_BITS(LAMBDA_BITS), .INDEX_BITS(INDEX_BITS)
  ) softmax (
    .clk_i(clk_i), .en_i(en_i & softmax_valid), .valid_i(1'b1), .first_i(softmax_first),
    .whole_i(whole_q), .power_i(power), .prob_o(prob), .delta_o(delta), .drop_o(drop),
    .lambda_o(lambda), .index_o(index)
  );

  // ---- weighted sums: element i of the head comes round every HEAD_DIM cycles ------------------
  wire value_valid, value_emit, value_last, sum_valid, sum_emit, sum_last;
  wire [ELEMENT_BITS-1:0] value_element, sum_element;
  // What leaves is a head after what comes in.
  wire [ELEMENT_BITS-1:0] v_leaving = v_element - HEAD_DIM[ELEMENT_BITS-1:0];
  localparam integer LAST_ELEMENT = WIDTH - 1;
  wire v_last = v_leaving == LAST_ELEMENT[ELEMENT_BITS-1:0];
  delay_line #(.BITS(3 + ELEMENT_BITS), .DEPTH(1)) value_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({v_valid, v_valid & v_position_first & ~v_head_first, v_last, v_leaving}),
    .out_o({value_valid, value_emit, value_last, value_element})
  );
  delay_line #(.BITS(3 + ELEMENT_BITS), .DEPTH(1)) sum_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({value_valid, value_emit, value_last, value_element}),
    .out_o({sum_valid, sum_emit, sum_last, sum_element})
  );
  wire unused_walk = &{1'b0, v_element_first, v_element_last};

  localparam integer WEIGHTED_BITS = PROB_BITS + KV_BITS;
  wire signed [PROB_BITS+1:0] p = {1'b0, prob};
  wire signed [KV_BITS-1:0] v = value;
  wire signed [PROB_BITS+KV_BITS+1:0] weighted;
  wire unused_signs = &weighted[PROB_BITS+KV_BITS+1:WEIGHTED_BITS];
  reg [WEIGHTED_BITS-1:0] weighted_q;
  reg [DELTA_BITS-1:0] delta_q;
  reg drop_q;
  reg [HEAD_DIM*ACC_BITS-1:0] acc_q;
  wire signed [ACC_BITS-1:0] acc = acc_q[ACC_BITS-1:0];
  wire signed [ACC_BITS-1:0] faded = acc >>> delta_q;
  wire [ACC_BITS-1:0] kept = faded & {ACC_BITS{~drop_q}};
  wire [ACC_BITS:0] addend =
    { {(ACC_BITS+1-WEIGHTED_BITS){weighted_q[WEIGHTED_BITS-1]}}, weighted_q};
  wire unused_addend = addend[ACC_BITS];
  wire [ACC_BITS-1:0] acc_next = kept + addend[ACC_BITS-1:0];
  wire [(HEAD_DIM+1)*ACC_BITS-1:0] ring = {acc_next, acc_q};
  wire unused_ring = &{1'b0, ring};

  multiplier #(.A_BITS(PROB_BITS+2), .B_BITS(KV_BITS), .STYLE(MULTIPLIER)) multiply_value (
    .a_i(p), .b_i(v), .product_o(weighted)
  );

  always @(posedge clk_i) begin
    if (en_i) begin
      weighted_q <= weighted[WEIGHTED_BITS-1:0];
      delta_q <= delta;
      drop_q <= drop;
      if (sum_valid) acc_q <= ring[ACC_BITS+:HEAD_DIM*ACC_BITS];
    end
  end

  // ---- division: while a head's first probability comes, the sums of the head ahead of it leave -
  reg [LAMBDA_BITS-1:0] lambda_q, lambda_late_q;
  reg [INDEX_BITS-1:0] index_q;
  reg [RECIPROCAL_BITS-1:0] rho_q;
  wire [RECIPROCAL_BITS-1:0] rho;

  always @(posedge clk_i) begin
    if (en_i) begin
      if (softmax_valid && softmax_first) begin
        lambda_q <= lambda;
        index_q <= index;
      end
      lambda_late_q <= lambda_q;
      rho_q <= rho;
    end
  end

  table_lookup #(
    .K0(RECIPROCAL_K0), .K1(RECIPROCAL_K1), .K2(RECIPROCAL_K2), .OUT_BITS(RECIPROCAL_BITS),
    .T1_BITS(RECIPROCAL_T1_BITS), .T0_FILE(RECIPROCAL_T0_FILE), .T1_FILE(RECIPROCAL_T1_FILE),
    .ROM_STYLE("block"), .REGISTER(1)
  ) reciprocal (
    .clk_i(clk_i), .en_i(en_i), .index_i(index_q), .value_o(rho)
  );

  wire normal_valid, rounded_valid, rounded_last;
  wire [ELEMENT_BITS-1:0] rounded_element;
  wire normal_last;
  wire [ELEMENT_BITS-1:0] normal_element;
  wire [X_BITS-1:0] rounded;
  delay_line #(.BITS(2 + ELEMENT_BITS), .DEPTH(2)) normal_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i({sum_emit, sum_last, sum_element}),
    .out_o({normal_valid, normal_last, normal_element})
  );
  delay_line #(.BITS(2 + ELEMENT_BITS), .DEPTH(1)) rounded_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i({normal_valid, normal_last, normal_element}),
    .out_o({rounded_valid, rounded_last, rounded_element})
  );

  attention_lane #(
    .ACC_BITS(ACC_BITS), .LAMBDA_BITS(LAMBDA_BITS), .BASE(PROB_BITS-2-GUARD_BITS),
    .NORMAL_BITS(KV_BITS+GUARD_BITS+1), .RECIPROCAL_BITS(RECIPROCAL_BITS),
    .DROP(GUARD_BITS+RECIPROCAL_BITS+V_FRAC-X_FRAC), .X_BITS(X_BITS), .PIPELINE(1),
    .MULTIPLIER(MULTIPLIER)
  ) lane (
    .clk_i(clk_i), .en_i(en_i), .acc_i(acc), .lambda_i(lambda_late_q), .rho_i(rho_q),
    .valid_i(normal_valid), .out_o(rounded)
  );

  // ---- beats: an element in its lane until the beat is whole -----------------------------------
  wire beat_first, beat_whole;
  assign done = rounded_valid & rounded_last;

  generate
    if (ROWS > 1) begin : g_collect
      localparam integer LAST_LANE = ROWS - 1;
      localparam integer BITS = LANE_BITS < ELEMENT_BITS ? LANE_BITS : ELEMENT_BITS;
      reg [ROWS*X_BITS-1:0] collected_q;
      reg [ROWS*X_BITS-1:0] collected;
      wire [LANE_BITS+BITS-1:0] extended = { {LANE_BITS{1'b0}}, rounded_element[BITS-1:0]};
      wire [LANE_BITS-1:0] lane_index = extended[LANE_BITS-1:0];
      wire unused_extension = &extended;
      integer r;

      always @* begin
        for (r = 0; r < ROWS; r = r + 1) begin
          collected[r*X_BITS+:X_BITS] = (lane_index == r[LANE_BITS-1:0]) ? rounded
            : collected_q[r*X_BITS+:X_BITS] & {X_BITS{lane_index != {LANE_BITS{1'b0}}}};
        end
      end

      always @(posedge clk_i) begin
        if (en_i && rounded_valid) collected_q <= collected;
      end

      assign beat_whole = rounded_valid & (rounded_last | (lane_index == LAST_LANE[LANE_BITS-1:0]));
      if (ELEMENT_BITS > LANE_BITS) begin : g_first
        assign beat_first = ~|rounded_element[ELEMENT_BITS-1:LANE_BITS];
      end else begin : g_only
        assign beat_first = 1'b1;
      end

      delay_line #(.BITS(3 + ROWS * X_BITS), .DEPTH(1)) out (
        .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
        .in_i({beat_whole, beat_whole & beat_first, done, {(ROWS*X_BITS){beat_whole}} & collected}),
        .out_o({out_valid_o, out_first_o, out_last_o, out_data_o})
      );
    end else begin : g_single
      assign beat_whole = rounded_valid;
      assign beat_first = rounded_element == {ELEMENT_BITS{1'b0}};
      delay_line #(.BITS(3 + X_BITS), .DEPTH(1)) out (
        .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
        .in_i({beat_whole, beat_whole & beat_first, done, rounded}),
        .out_o({out_valid_o, out_first_o, out_last_o, out_data_o})
      );
    end
  endgenerate
endmodule
`default_nettype wire

// dequantise: turns exact accumulators into fixed-point results, y = clamp(rhe(acc18 · M / 2^sh)).
//
// The scale is made beside the array, from the operation's constant (presented with start_i) and
// what norm_quantise measured, and is in place when the operation's first accumulator comes.
//
// ROWS         results of a beat              ACC_BITS   bits of an accumulator
// ACC_SHIFT    low bits of an accumulator that are dropped (the array has added half of their
//              range)
// SCALE_BITS   bits of a mantissa             Y_BITS     bits of a result, the widest destination's
// X_BITS, KV_BITS, LOGIT_BITS  limits of the destinations
// ARRAY_DELAY  latency of matmul_array from start_i to the first result, ≥ 2
// ROW_SCALES   1: M is multiplied by a scale of each row, 2^15 for 1, ROW_SCALE_WORDS tiles of them
//              a step (step_i), in the order of the results; identity operations have none
//
// tag_i bits travel with the operation to y_tag_o, which is 0 where no result is. Latency acc → y:
// 2, with row scales 3.
`default_nettype none

module dequantise #(
  parameter integer ROWS = 8,
  parameter integer ACC_BITS = 14,
  parameter integer ACC_SHIFT = 0,
  parameter integer SCALE_BITS = 12,
  parameter integer X_BITS = 16,
  parameter integer KV_BITS = 8,
  parameter integer LOGIT_BITS = 24,
  parameter integer Y_BITS = 24,
  parameter integer EXPONENT_BITS = 4,
  parameter integer HALF_BITS = 6,
  parameter integer ARRAY_DELAY = 3,
  parameter integer TAG_BITS = 8,
  parameter integer ROW_SCALES = 0,
  parameter integer ROW_SCALE_WORDS = 1,
  parameter ROW_SCALE_FILE = "",
  parameter ROM_STYLE = "distributed",
  parameter MULTIPLIER = "dsp"
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire step_i,
  input wire start_i,
  input wire [SCALE_BITS-1:0] mantissa_i,
  input wire signed [7:0] shift_i,
  input wire norm_i,
  input wire identity_i,
  input wire limit_kv_i,
  input wire limit_logit_i,
  input wire [TAG_BITS-1:0] tag_i,
  input wire [EXPONENT_BITS-1:0] exponent_i,
  input wire [SCALE_BITS-1:0] amax_mantissa_i,
  input wire [HALF_BITS-1:0] half_bits_i,
  input wire [SCALE_BITS-1:0] rsqrt_i,
  input wire acc_valid_i,
  input wire acc_first_i,
  input wire acc_last_i,
  input wire [ROWS*ACC_BITS-1:0] acc_data_i,
  output wire y_valid_o,
  output wire y_first_o,
  output wire y_last_o,
  output wire [TAG_BITS-1:0] y_tag_o,
  output wire [ROWS*Y_BITS-1:0] y_data_o
);
  // ---- illegal parameters name themselves: no such module exists ------------------------------
  generate
    if (ROWS < 1) begin : g_illegal_rows
      dequantise_ROWS_must_be_at_least_1 u_illegal ();
    end
    if (ACC_SHIFT >= ACC_BITS) begin : g_illegal_acc_shift
      dequantise_ACC_SHIFT_must_be_below_ACC_BITS u_illegal ();
    end
    if (ARRAY_DELAY < 2) begin : g_illegal_array_delay
      dequantise_ARRAY_DELAY_must_be_at_least_2 u_illegal ();
    end
    if (ROW_SCALES != 0 && ROW_SCALES != 1) begin : g_illegal_row_scales
      dequantise_ROW_SCALES_must_be_0_or_1 u_illegal ();
    end
  endgenerate

  localparam integer KEEP_BITS = ACC_BITS - ACC_SHIFT;
  localparam integer VECTOR_M_BITS = SCALE_BITS + 1;
  localparam integer M_BITS = (ROW_SCALES == 1) ? 17 : VECTOR_M_BITS;
  // Further bits of a row's M below those of the vector's.
  localparam integer ROW_SHIFT_VALUE = (ROW_SCALES == 1) ? 16 - SCALE_BITS : 0;
  localparam [9:0] ROW_SHIFT = ROW_SHIFT_VALUE[9:0];
  localparam integer PRODUCT_BITS = KEEP_BITS + M_BITS;
  localparam integer SHIFT_BITS = $clog2(PRODUCT_BITS + 1);
  // Bit i: a shift by i leaves nothing of a product, not even by rounding.
  localparam [(1<<SHIFT_BITS)-1:0] FAR = {(1 << SHIFT_BITS) {1'b1}} << (PRODUCT_BITS + 1);

  // ---- scale: c·amax in the operation's first cycle, times the reciprocal root in its last but on
  wire [2*SCALE_BITS+1:0] first_product;
  wire [SCALE_BITS-1:0] amax_mantissa;
  assign amax_mantissa = identity_i ? {1'b1, {SCALE_BITS - 1{1'b0}}} : amax_mantissa_i;
  multiplier #(.A_BITS(SCALE_BITS + 1), .B_BITS(SCALE_BITS + 1), .STYLE(MULTIPLIER)) u_first (
    .a_i({1'b0, mantissa_i}), .b_i({1'b0, amax_mantissa}), .product_o(first_product)
  );
  localparam integer BUNDLE_BITS = 1 + SCALE_BITS + 1 + 8 + 4 + TAG_BITS;
  // The shift's two corrections, a stage apart where there are two stages: first the exponent, then
  // the root.
  wire signed [9:0] exponent_term, half_term, corrected, bundle_shift, shift_sum;
  wire issued, issued_norm, issued_identity, issued_kv, issued_logit;
  wire [SCALE_BITS:0] issued_m1;
  wire signed [7:0] issued_shift;
  wire [TAG_BITS-1:0] issued_tag;
  delay_line #(.BITS(BUNDLE_BITS), .DEPTH(1)) u_issued (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({start_i, first_product[2*SCALE_BITS-1:SCALE_BITS-1], shift_i, norm_i, identity_i,
           limit_kv_i, limit_logit_i, tag_i}),
    .out_o({issued, issued_m1, issued_shift, issued_norm, issued_identity,
            issued_kv, issued_logit, issued_tag})
  );
  assign exponent_term = issued_identity ? 10'sd0 : { {10 - EXPONENT_BITS{1'b0}}, exponent_i};
  assign corrected = { {2{issued_shift[7]}}, issued_shift} + ROW_SHIFT - exponent_term;
  wire bundle_valid, bundle_norm, bundle_identity, bundle_kv, bundle_logit;
  wire [SCALE_BITS:0] bundle_m1;
  wire [TAG_BITS-1:0] bundle_tag;
  delay_line #(.BITS(BUNDLE_BITS + 2), .DEPTH(ARRAY_DELAY - 2)) u_bundle (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({issued, issued_m1, corrected, issued_norm, issued_identity, issued_kv, issued_logit,
      issued_tag}),
    .out_o({bundle_valid, bundle_m1, bundle_shift, bundle_norm, bundle_identity, bundle_kv,
      bundle_logit, bundle_tag})
  );
  wire [SCALE_BITS-1:0] rsqrt;
  wire [2*SCALE_BITS+2:0] second_product;
  assign rsqrt = bundle_norm ? rsqrt_i : {1'b1, {SCALE_BITS - 1{1'b0}}};
  multiplier #(.A_BITS(SCALE_BITS + 2), .B_BITS(SCALE_BITS + 1), .STYLE(MULTIPLIER)) u_second (
    .a_i({1'b0, bundle_m1}), .b_i({1'b0, rsqrt}), .product_o(second_product)
  );
  assign half_term = bundle_norm ? { {10 - HALF_BITS{1'b0}}, half_bits_i} : 10'sd0;
  assign shift_sum = bundle_shift + half_term;

  reg [VECTOR_M_BITS-1:0] m_q;
  reg [SHIFT_BITS-1:0]   shift_q;
  reg [PRODUCT_BITS-1:0] half_q;  // half a unit of the result, 0 where nothing is shifted out
  reg                    identity_q, kv_q, logit_q;
  reg [TAG_BITS-1:0]     tag_q;
  localparam [PRODUCT_BITS:0] ONE = 1;
  wire [PRODUCT_BITS:0] unit;
  wire far;
  assign unit = ONE << shift_sum[SHIFT_BITS-1:0];
  assign far = FAR[shift_sum[SHIFT_BITS-1:0]] | (|shift_sum[9:SHIFT_BITS]);
  always @(posedge clk_i) begin
    if (en_i && bundle_valid) begin
      // Too far a shift is one of 0.
      m_q     <= far ? {VECTOR_M_BITS{1'b0}} : second_product[2*SCALE_BITS:SCALE_BITS];
      shift_q <= shift_sum[SHIFT_BITS-1:0];
      half_q  <= unit[PRODUCT_BITS:1];
      identity_q <= bundle_identity;
      kv_q    <= bundle_kv;
      logit_q <= bundle_logit;
      tag_q   <= bundle_tag;
    end
  end

  // ---- a row's own scale: m, and everything beside it a cycle later -----------------------------
  wire a_valid, a_first, a_last, a_kv, a_logit;
  wire [TAG_BITS-1:0] a_tag;
  wire [SHIFT_BITS-1:0] a_shift;
  wire [PRODUCT_BITS-1:0] a_half;
  wire [ROWS*ACC_BITS-1:0] a_data;
  wire [ROWS*M_BITS-1:0] row_m;
  genvar r, s;
  generate
    if (ROW_SCALES == 1) begin : g_row_scales
      wire [ROWS*16-1:0] scales;
      sequence_rom #(
        .WORDS(ROW_SCALE_WORDS), .DATA_BITS(ROWS * 16), .STYLE(ROM_STYLE), .FILE(ROW_SCALE_FILE)
      ) u_scales (
        .clk_i(clk_i), .en_i(en_i), .start_i(step_i), .next_i(acc_valid_i & ~identity_q),
        .data_o(scales)
      );
      for (r = 0; r < ROWS; r = r + 1) begin : g_scale
        wire [15:0] scale;
        wire signed [VECTOR_M_BITS+17:0] product;
        reg [16:0] row_m_q;
        assign scale = identity_q ? 16'h8000 : scales[r*16+:16];
        multiplier #(.A_BITS(17), .B_BITS(VECTOR_M_BITS + 1), .STYLE(MULTIPLIER)) u_scale (
          .a_i({1'b0, scale}), .b_i({1'b0, m_q}), .product_o(product)
        );
        always @(posedge clk_i) if (en_i) row_m_q <= product[SCALE_BITS-1+:17];
        assign row_m[r*17+:17] = row_m_q;
        wire unused_product = &{1'b0, product};
      end
      delay_line #(.BITS(3), .DEPTH(1)) u_a_flags (
        .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i({acc_valid_i, acc_first_i, acc_last_i}),
        .out_o({a_valid, a_first, a_last})
      );
      optional_register #(.BITS(2 + TAG_BITS + SHIFT_BITS + PRODUCT_BITS + ROWS * ACC_BITS)) u_a (
        .clk_i(clk_i), .en_i(en_i), .data_i({kv_q, logit_q, tag_q, shift_q, half_q, acc_data_i}),
        .data_o({a_kv, a_logit, a_tag, a_shift, a_half, a_data})
      );
    end else begin : g_one_scale
      assign {a_valid, a_first, a_last} = {acc_valid_i, acc_first_i, acc_last_i};
      assign {a_kv, a_logit, a_tag, a_shift, a_half, a_data} =
        {kv_q, logit_q, tag_q, shift_q, half_q, acc_data_i};
      assign row_m = {ROWS{m_q}};
      wire unused_scales = &{1'b0, step_i, identity_q};
    end
  endgenerate

  wire unused_low = &{1'b0, a_data};
  wire unused_scale = &{1'b0, first_product, second_product, unit[0]};

  // ---- results ----------------------------------------------------------------------------------
  wire [2:0] product_flags;
  reg [TAG_BITS-1:0] product_tag_q;
  delay_line #(.BITS(3), .DEPTH(1)) u_product_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i({a_valid, a_first, a_last}),
    .out_o(product_flags)
  );
  delay_line #(.BITS(3 + TAG_BITS), .DEPTH(1)) u_y_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({product_flags, product_tag_q & {TAG_BITS{product_flags[2]}}}),
    .out_o({y_valid_o, y_first_o, y_last_o, y_tag_o})
  );

  // Limits without their lowest bit, which is 1.
  localparam [Y_BITS-2:0] X_LIMIT = (1 << (X_BITS - 2)) - 1;
  localparam [Y_BITS-2:0] KV_LIMIT = (1 << (KV_BITS - 2)) - 1;
  localparam [Y_BITS-2:0] LOGIT_LIMIT = (1 << (LOGIT_BITS - 2)) - 1;
  // With the product: its shift, its limit, and which of its bits are beyond the limit. Logits
  // never are.
  reg [SHIFT_BITS-1:0]   product_shift_q;
  reg [Y_BITS-2:0]       product_limit_q;
  reg [PRODUCT_BITS-1:0] beyond_q;
  wire [PRODUCT_BITS-1:0] left;  // by the shift
  assign left = {PRODUCT_BITS{1'b1}} << a_shift;
  always @(posedge clk_i) begin
    if (en_i) begin
      product_shift_q <= a_shift;
      product_limit_q <= a_kv ? KV_LIMIT : a_logit ? LOGIT_LIMIT : X_LIMIT;
      beyond_q        <=
        a_logit ? {PRODUCT_BITS{1'b0}} : a_kv ? left << (KV_BITS - 1) : left << (X_BITS - 1);
      product_tag_q   <= a_tag;
    end
  end

  generate
    for (r = 0; r < ROWS; r = r + 1) begin : g_row
      wire signed [KEEP_BITS-1:0] acc;
      assign acc = a_data[r*ACC_BITS+ACC_SHIFT+:KEEP_BITS];
      wire signed [M_BITS:0] m;
      wire signed [PRODUCT_BITS:0] product, half;
      // The half is added in the DSP of the product; a tie then only has to clear the lowest bit of
      // the result.
      reg signed [PRODUCT_BITS:0] biased_q;
      assign m = {1'b0, row_m[r*M_BITS+:M_BITS]};
      assign half = {1'b0, a_half};
      multiplier #(.A_BITS(M_BITS + 1), .B_BITS(KEEP_BITS), .STYLE(MULTIPLIER)) u_multiplier (
        .a_i(m), .b_i(acc), .product_o(product)
      );
      always @(posedge clk_i) if (en_i) biased_q <= product + half;

      // Largest shift first: of what is shifted out only matters whether all of it is 0.
      for (s = SHIFT_BITS; s >= 0; s = s - 1) begin : g_shift
        wire signed [PRODUCT_BITS:0] value;
        wire zero;
        if (s == SHIFT_BITS) begin : g_whole
          assign value = biased_q;
          assign zero = 1'b1;
        end else begin : g_step
          localparam integer OUT = (1 << s) < PRODUCT_BITS ? 1 << s : PRODUCT_BITS;
          assign value = product_shift_q[s] ? g_shift[s+1].value >>> OUT : g_shift[s+1].value;
          assign zero = g_shift[s+1].zero & ~(product_shift_q[s] & |g_shift[s+1].value[OUT-1:0]);
        end
      end
      wire [PRODUCT_BITS:0] shifted;
      wire [Y_BITS-1:0] whole;
      assign shifted = g_shift[0].value;
      resize_signed #(
        .IN_BITS(PRODUCT_BITS + 1), .OUT_BITS(Y_BITS)
      ) u_whole (
        .in_i(shifted), .out_o(whole)
      );

      wire negative, outside, tie, lowest;
      reg [Y_BITS-1:0] y_q;
      assign negative = biased_q[PRODUCT_BITS];
      assign outside = |((biased_q[PRODUCT_BITS-1:0] ^ {PRODUCT_BITS{negative}}) & beyond_q);
      assign tie = g_shift[0].zero & |product_shift_q;
      // −2^(N−1) does not exist; it and its neighbour, tie or not, become −2^(N−1) + 1.
      assign lowest = negative & ~|(whole[Y_BITS-1:1] & product_limit_q);
      always @(posedge clk_i) begin
        if (en_i) begin
          y_q[Y_BITS-1:1] <= outside ? {Y_BITS - 1{negative}} ^ product_limit_q : whole[Y_BITS-1:1];
          y_q[0]          <= outside | lowest | (whole[0] & ~tie);
        end
      end
      assign y_data_o[r*Y_BITS+:Y_BITS] = y_q;
    end
  endgenerate
endmodule
`default_nettype wire

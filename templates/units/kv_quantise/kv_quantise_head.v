// kv_quantise_head: the largest magnitude of a head, its reciprocal, and the codes made with it;
// one of the heads that kv_quantise works on side by side.
//
// in_data_i are the head's elements as they come, a beat a cycle; amax_valid_i and amax_first_i
//   (the head's first beat) come floor(max(1, log2 LANES) / MAX_LEVELS) later, whole_i in the cycle
//   after the last of them, shift_start_i PIPELINE later. From there on elements_i brings the
//   head's beats again, back to back. codes_o, combinational after the last register, and scale_o:
//   2 cycles later.
//
// Parameters: LANES, a power of two; HEAD_BEATS >= 1 beats of a head; the reciprocal's formats and
//   images; MAX_LEVELS; PIPELINE 1: a register between the leading one and the table.
`default_nettype none

module kv_quantise_head #(
  parameter integer LANES = 8,
  parameter integer HEAD_BEATS = 1,
  parameter integer RECIPROCAL_BITS = 13,
  parameter integer K0 = 4,
  parameter integer K1 = 4,
  parameter integer K2 = 4,
  parameter integer T1_BITS = 6,
  parameter T0_FILE = "",
  parameter T1_FILE = "",
  parameter integer MAX_LEVELS = 3,
  parameter integer PIPELINE = 1,
  parameter MULTIPLIER = "dsp"
) (
  input wire clk_i,
  input wire en_i,
  input wire [LANES*16-1:0] in_data_i,
  input wire amax_valid_i,
  input wire amax_first_i,
  input wire whole_i,
  input wire shift_start_i,
  input wire [LANES*16-1:0] elements_i,
  output wire [LANES*8-1:0] codes_o,
  output wire [15:0] scale_o
);
  localparam integer K = K0 + K1 + K2;
  localparam integer DROP = 14 + RECIPROCAL_BITS - 7;
  localparam signed [RECIPROCAL_BITS+16:0] HALF = 1 << (DROP - 1);

  wire [14:0] a, b, larger;
  reg [14:0] amax_q;
  wire [3:0] exponent_d;

  max_tree #(.COUNT(LANES), .BITS(16), .LEVELS_PER_STAGE(MAX_LEVELS)) largest (
    .clk_i(clk_i), .en_i(en_i), .numbers_i(in_data_i), .max_a_o(a), .max_b_o(b)
  );

  generate
    if (HEAD_BEATS == 1) begin : g_beat
      wire unused_flags = amax_first_i | whole_i;
      assign larger = a < b ? b : a;
    end else begin : g_beats
      wire [14:0] earlier = amax_q & {15{~amax_first_i}};
      assign larger = a < b ? (b < earlier ? earlier : b) : (a < earlier ? earlier : a);
    end
  endgenerate

  always @(posedge clk_i) begin
    if (en_i && amax_valid_i) amax_q <= larger;
  end

  leading_one #(.BITS(15)) highest (.value_i(amax_q), .position_o(exponent_d));

  // A shift by 15 - e = ~e, one too far.
  wire [15:0] above_d = {1'b0, amax_q} << ~exponent_d;
  wire [14:0] normal_d = above_d[15:1];
  wire unused_low = above_d[0];
  // What the shift of the elements needs, for all beats of the head.
  wire [14:0] normal;
  wire [3:0] exponent;

  generate
    if (PIPELINE == 0 && HEAD_BEATS == 1) begin : g_now
      assign {normal, exponent} = {normal_d, exponent_d};
    end else begin : g_hold
      reg [14:0] normal_q;
      reg [3:0] exponent_q;

      always @(posedge clk_i) begin
        if (en_i && whole_i) {normal_q, exponent_q} <= {normal_d, exponent_d};
      end

      assign {normal, exponent} =
        PIPELINE == 0 && whole_i ? {normal_d, exponent_d} : {normal_q, exponent_q};
    end
  endgenerate

  wire [RECIPROCAL_BITS-1:0] reciprocal;
  wire [K-1:0] index;

  generate
    if (K <= 14) begin : g_top
      assign index = normal[13 -: K];
    end else begin : g_extend
      assign index = {normal[13:0], {(K-14){1'b0}}};
    end
  endgenerate

  table_lookup #(
    .K0(K0), .K1(K1), .K2(K2), .OUT_BITS(RECIPROCAL_BITS), .T1_BITS(T1_BITS), .T0_FILE(T0_FILE),
    .T1_FILE(T1_FILE), .ROM_STYLE("distributed"), .REGISTER(1)
  ) table_of_reciprocals (
    .clk_i(clk_i), .en_i(en_i & shift_start_i), .index_i(index), .value_o(reciprocal)
  );

  reg [31:0] scales_q;

  always @(posedge clk_i) begin
    if (en_i) scales_q <= {scales_q[15:0], exponent, 1'b1, normal[13:3]};
  end

  assign scale_o = scales_q[31:16];
  wire unused_normal = &normal;

  genvar l;
  generate
    for (l = 0; l < LANES; l = l + 1) begin : g_lane
      wire [16:0] above = {1'b0, elements_i[l*16+:16]} << ~exponent;
      reg signed [15:0] shifted_q;
      wire signed [RECIPROCAL_BITS:0] rho = {1'b0, reciprocal};
      wire signed [RECIPROCAL_BITS+16:0] product;
      reg signed [RECIPROCAL_BITS+16:0] biased_q;
      wire unused_above = above[0];

      multiplier #(.A_BITS(16), .B_BITS(RECIPROCAL_BITS+1), .STYLE(MULTIPLIER)) multiply (
        .a_i(shifted_q), .b_i(rho), .product_o(product)
      );

      always @(posedge clk_i) begin
        if (en_i) begin
          shifted_q <= above[16:1];
          // The half is added in the DSP of the product.
          biased_q <= product + HALF;
        end
      end

      round_clamp_biased #(
        .IN_BITS(RECIPROCAL_BITS+17), .DROP(DROP), .OUT_BITS(8)
      ) round (
        .biased_i(biased_q), .tie_i(~|biased_q[DROP-1:0]), .rounded_o(codes_o[l*8+:8])
      );
    end
  endgenerate
endmodule
`default_nettype wire

// sampler_threshold_totals: what is summed between the searches: the limit of top-p, the tokens
// kept at its end, and t.
//
//   tot_k = before + ties * w,  limit = ceil(p16 * tot_k / 65536);
//   q                           = floor((limit - before - 1) / w), kept ties q + 1,
//   tot = before + (q + 1) * w,  t = floor(u * tot / 2^24);
//   w                            is the weight at distance base
//
// Parameters: as in sampler_threshold_lane; DISTANCE, TALLY, SUM; INDEX bits of a token; SLICES,
//   MULTIPLIER as in sampler_threshold_multiply.
// Latency: 2 enabled cycles from base_i to w, SLICES + 2 a product. From multiply_i 2 SLICES + 6
//   cycles to limit_o, from divide_i INDEX + 1 to kept_valid_o and SLICES + 3 more to
//   threshold_valid_o.
`default_nettype none

module sampler_threshold_totals #(
  parameter integer LOGIT_FRAC = 10,
  parameter integer WEIGHT_FRAC = 16,
  parameter integer WHOLE = 5,
  parameter integer DISTANCE = 15,
  parameter integer TALLY = 10,
  parameter integer SUM = 26,
  parameter integer INDEX = 9,
  parameter integer SLICES = 2,
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
  input wire [DISTANCE-1:0] base_i,
  input wire [SUM-1:0] before_i,
  input wire [TALLY-1:0] ties_i,
  input wire [16:0] top_p_i,
  input wire [23:0] fraction_i,
  input wire multiply_i,
  output reg [SUM-1:0] limit_o,
  input wire divide_i,
  output wire kept_valid_o,
  output wire [TALLY-1:0] kept_o,
  output wire threshold_valid_o,
  output wire [SUM-1:0] threshold_o
);
  localparam integer W = WEIGHT_FRAC + 1;
  localparam integer PRODUCT = 17 * SLICES + 24;
  localparam integer PAD = DISTANCE - WHOLE - LOGIT_FRAC;
  localparam [TALLY-1:0] ONE = 1;

  // ---- w ----------------------------------------------------------------------------------------
  wire [W-1:0] value;
  reg [W-1:0] weight_q;
  reg [LOGIT_FRAC-1:0] index_q;
  reg [WHOLE-1:0] shift_q;
  sampler_exp2 #(
    .K0(K0), .K1(K1), .K2(K2), .OUT_BITS(W), .T1_BITS(T1_BITS), .T0_FILE(T0_FILE), .T1_FILE(T1_FILE)
  ) u_exp2 (.index_i(index_q), .value_o(value));
  wire unused_base = &{1'b0, base_i};

  // ---- kept tokens at the threshold -------------------------------------------------------------
  reg [SUM-1:0] rest_q, most_q;
  wire [SUM-1:0] weight = { {(SUM - W){1'b0}}, weight_q};
  wire [SUM-1:0] remainder;
  wire [INDEX-1:0] quotient;
  sampler_threshold_divide #(.BITS(SUM), .DIVISOR(W), .QUOTIENT(INDEX)) u_divide (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .start_i(divide_i), .dividend_i(rest_q),
    .divisor_i(weight_q),
    .done_o(kept_valid_o), .quotient_o(quotient), .remainder_o(remainder)
  );
  assign kept_o = { {(TALLY - INDEX){1'b0}}, quotient} + ONE;

  // ---- products ---------------------------------------------------------------------------------
  localparam [1:0] TIES = 2'd0, LIMIT = 2'd1, THRESHOLD = 2'd2;
  reg [1:0] what_q, next_q;
  reg next_valid_q;
  reg [SUM-1:0] total_q;
  wire done;
  wire [PRODUCT-1:0] product;
  sampler_threshold_multiply #(.BITS(SUM), .SLICES(SLICES), .MULTIPLIER(MULTIPLIER)) u_multiply (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .start_i(multiply_i || next_valid_q),
    .factor_i(multiply_i ? weight : total_q),
    .other_i(multiply_i ? { {(24 - TALLY){1'b0}}, ties_i} : (next_q == LIMIT) ? {7'd0, top_p_i}
      : fraction_i),
    .done_o(done), .product_o(product)
  );
  wire unused_product = &{1'b0, product};
  always @(posedge clk_i) begin
    if (en_i) begin
      index_q <= base_i[PAD+:LOGIT_FRAC];
      shift_q <= base_i[PAD+LOGIT_FRAC+:WHOLE];
      weight_q <= value >> shift_q;
      rest_q <= limit_o + ~before_i;
      most_q <= limit_o + weight - { {(SUM - 1){1'b0}}, 1'b1};
      if (multiply_i) what_q <= TIES;
      else if (next_valid_q) what_q <= next_q;
      next_q <= kept_valid_o ? THRESHOLD : LIMIT;
      if (kept_valid_o) total_q <= most_q - remainder;
      else if (done && what_q == TIES) total_q <= before_i + product[SUM-1:0];
      if (done && what_q == LIMIT)
        limit_o <= product[16+:SUM] + { {(SUM - 1){1'b0}}, |product[15:0]};
    end
  end
  always @(posedge clk_i) begin
    if (rst_i) next_valid_q <= 1'b0;
    else if (en_i) next_valid_q <= kept_valid_o || (done && what_q == TIES);
  end
  assign threshold_valid_o = done && what_q == THRESHOLD;
  assign threshold_o = product[24+:SUM];
endmodule
`default_nettype wire

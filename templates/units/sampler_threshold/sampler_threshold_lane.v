// sampler_threshold_lane: one logit of a word: how far it is below the largest, its weight, and
// where it stands to thresholds.
//
//   d = maximum - z, never above all ones, where weights are 0;  weight = floor(sampler_exp2[frac
//                                                                d] / 2^floor(d))
//   mass_o[j] = d < base + j * 2^m,  count_o[j] = d < base + j * 2^c;
//   mass_o[0]                        = d < base;
//   tie_o                            = (d == base)
//
// m and c are chosen by one bit each: mass place p is m = MASS * (MASS_PLACES - 1 - p), count place
// p is c = MASS + COUNT * (COUNT_PLACES - 2 - p), the last count place is c = 0.
//
// Parameters: LOGIT_BITS > LOGIT_FRAC; WEIGHT_FRAC; WHOLE bits of d before the point; MASS, COUNT
//   >= MASS: bits that a pass decides; MASS_PLACES with MASS * MASS_PLACES = DISTANCE >= WHOLE +
//   LOGIT_FRAC; COUNT_PLACES; table as in sampler_exp2.
// Latency: from logit_i 2 enabled cycles to tie_o, 3 to the other outputs; base_i is looked at 1
//   cycle, the places are looked at 2 cycles after logit_i.
`default_nettype none

module sampler_threshold_lane #(
  parameter integer LOGIT_BITS = 24,
  parameter integer LOGIT_FRAC = 10,
  parameter integer WEIGHT_FRAC = 16,
  parameter integer WHOLE = 5,
  parameter integer MASS = 3,
  parameter integer COUNT = 4,
  parameter integer MASS_PLACES = 5,
  parameter integer COUNT_PLACES = 4,
  parameter integer DISTANCE = 15,
  parameter integer K0 = 4,
  parameter integer K1 = 3,
  parameter integer K2 = 3,
  parameter integer T1_BITS = 7,
  parameter T0_FILE = "",
  parameter T1_FILE = ""
) (
  input wire clk_i,
  input wire en_i,
  input wire [LOGIT_BITS-1:0] logit_i,
  // There is no such token: as far away as can be.
  input wire absent_i,
  input wire [LOGIT_BITS-1:0] maximum_i,
  input wire [DISTANCE-1:0] base_i,
  input wire [MASS_PLACES-1:0] mass_place_i,
  input wire [COUNT_PLACES-1:0] count_place_i,
  output reg [WEIGHT_FRAC:0] weight_o,
  output reg [(1<<MASS)-1:0] mass_o,
  output reg [(1<<COUNT)-1:0] count_o,
  output reg tie_o
);
  localparam integer FRAC = LOGIT_FRAC;
  localparam integer PAD = DISTANCE - WHOLE - FRAC;
  // One bit more than there are, so that there is a part above the whole one.
  localparam integer BITS = (LOGIT_BITS > WHOLE + FRAC) ? LOGIT_BITS : WHOLE + FRAC + 1;

  // ---- distance ---------------------------------------------------------------------------------
  wire [LOGIT_BITS-1:0] difference = maximum_i - logit_i;
  wire [BITS-1:0] below = { {(BITS - LOGIT_BITS){1'b0}}, difference};
  wire far = absent_i || |below[BITS-1:WHOLE+FRAC];
  reg [WHOLE+FRAC-1:0] distance_q;
  always @(posedge clk_i) if (en_i) distance_q <= below[WHOLE+FRAC-1:0] | {(WHOLE + FRAC){far}};

  // ---- weight -----------------------------------------------------------------------------------
  wire [WEIGHT_FRAC:0] value;
  reg [WEIGHT_FRAC:0] value_q;
  reg [WHOLE-1:0] shift_q;
  sampler_exp2 #(
    .K0(K0), .K1(K1), .K2(K2), .OUT_BITS(WEIGHT_FRAC + 1), .T1_BITS(T1_BITS), .T0_FILE(T0_FILE),
    .T1_FILE(T1_FILE)
  ) u_exp2 (.index_i(distance_q[FRAC-1:0]), .value_o(value));
  always @(posedge clk_i) begin
    if (en_i) begin
      value_q <= value;
      shift_q <= distance_q[FRAC+:WHOLE];
      weight_o <= value_q >> shift_q;
    end
  end

  // ---- thresholds -------------------------------------------------------------------------------
  wire [DISTANCE:0] distance;
  assign distance[DISTANCE:PAD] = {1'b0, distance_q};
  generate
    if (PAD > 0) begin : g_pad
      assign distance[PAD-1:0] = {PAD{1'b0}};
    end
  endgenerate
  wire [DISTANCE:0] above_base = distance - {1'b0, base_i};
  reg [DISTANCE:0] above_q;  // negative: below the base
  always @(posedge clk_i) begin
    if (en_i) begin
      above_q <= above_base;
      tie_o <= distance[DISTANCE-1:0] == base_i;
    end
  end
  wire [DISTANCE+COUNT-1:0] above = { {COUNT{1'b0}}, above_q[DISTANCE-1:0]};
  reg [MASS-1:0] mass_digit;
  reg [COUNT-1:0] count_digit;
  reg mass_over, count_over;  // after all thresholds
  integer p, shift;
  always @* begin
    mass_digit = {MASS{1'b0}};
    mass_over = 1'b0;
    for (p = 0; p < MASS_PLACES; p = p + 1) begin
      shift = MASS * (MASS_PLACES - 1 - p);
      mass_digit = mass_digit | (above[shift+:MASS] & {MASS{mass_place_i[p]}});
      mass_over = mass_over || (mass_place_i[p] && |(above >> (shift + MASS)));
    end
    count_digit = {COUNT{1'b0}};
    count_over = 1'b0;
    for (p = 0; p < COUNT_PLACES; p = p + 1) begin
      shift = (p == COUNT_PLACES - 1) ? 0 : MASS + COUNT * (COUNT_PLACES - 2 - p);
      count_digit = count_digit | (above[shift+:COUNT] & {COUNT{count_place_i[p]}});
      count_over = count_over || (count_place_i[p] && |(above >> (shift + COUNT)));
    end
  end
  integer j;
  always @(posedge clk_i) begin
    if (en_i) begin
      for (j = 0; j < (1 << MASS); j = j + 1)
        mass_o[j] <= above_q[DISTANCE] || (!mass_over && mass_digit < j[MASS-1:0]);
      for (j = 0; j < (1 << COUNT); j = j + 1)
        count_o[j] <= above_q[DISTANCE] || (!count_over && count_digit < j[COUNT-1:0]);
    end
  end
endmodule
`default_nettype wire

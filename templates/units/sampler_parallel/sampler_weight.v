// sampler_weight: the weight 2^-d of a logit that is d below the largest (docs/arithmetic.md
// section 7).
//
//   weight = floor(sampler_exp2[d mod 2^LOGIT_FRAC] / 2^floor(d / 2^LOGIT_FRAC)),  d = maximum -
//                                                                                  logit
//
// Parameters: LOGIT_BITS > LOGIT_FRAC = K0 + K1 + K2; WEIGHT_FRAC >= 4; table fields and files as
//   in table_lookup.
// Latency: 1 enabled cycle, to a weight that is not registered.
`default_nettype none

module sampler_weight #(
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
  input wire en_i,
  input wire [LOGIT_BITS-1:0] maximum_i,
  input wire [LOGIT_BITS-1:0] logit_i,
  output wire [WEIGHT_FRAC:0] weight_o
);
  localparam integer FRAC = LOGIT_FRAC;
  // A shift by all ones leaves nothing.
  localparam integer SHIFT_BITS = $clog2(WEIGHT_FRAC + 2);
  // One bit more than there are, so that there is a part above the shift.
  localparam integer INTEGER_BITS =
    (LOGIT_BITS - FRAC > SHIFT_BITS) ? LOGIT_BITS - FRAC : SHIFT_BITS + 1;

  // No sign: the maximum is not below the logit, and the difference of two numbers of LOGIT_BITS
  // fits.
  wire [LOGIT_BITS-1:0] below = maximum_i - logit_i;
  wire [INTEGER_BITS-1:0] whole =
    { {(INTEGER_BITS + FRAC - LOGIT_BITS){1'b0}}, below[LOGIT_BITS-1:FRAC]};
  wire too_far = |whole[INTEGER_BITS-1:SHIFT_BITS];

  wire [WEIGHT_FRAC:0] value;
  table_lookup #(
    .K0(K0), .K1(K1), .K2(K2), .OUT_BITS(WEIGHT_FRAC + 1), .T1_BITS(T1_BITS),
    .T0_FILE(T0_FILE), .T1_FILE(T1_FILE), .REGISTER(1)
  ) u_exp2 (.clk_i(clk_i), .en_i(en_i), .index_i(below[FRAC-1:0]), .value_o(value));

  reg [SHIFT_BITS-1:0] shift_q;
  always @(posedge clk_i) if (en_i) shift_q <= whole[SHIFT_BITS-1:0] | {SHIFT_BITS{too_far}};
  assign weight_o = value >> shift_q;
endmodule
`default_nettype wire

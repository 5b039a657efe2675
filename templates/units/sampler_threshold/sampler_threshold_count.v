// sampler_threshold_count: how many tokens are before each threshold of a pass, and which interval
// holds a rank.
//
// Parameters: LANES 2 ... 64; COUNT bits that a pass decides; SMALL <= COUNT: bits that the last
//   pass decides; TALLY bits of a number of tokens.
// Latency: 2 enabled cycles from before_i to the tallies; what is said of them is combinational.
`default_nettype none

module sampler_threshold_count #(
  parameter integer LANES = 32,
  parameter integer COUNT = 4,
  parameter integer SMALL = 3,
  parameter integer TALLY = 10
) (
  input wire clk_i,
  input wire en_i,
  // Of lane l: before threshold j, bit l * 2^COUNT + j.
  input wire [LANES*(1<<COUNT)-1:0] before_i,
  // Beside the counted word of a cycle later.
  input wire valid_i,
  input wire first_i,
  // Tokens to keep, at least one more than there are before threshold 0.
  input wire [TALLY-1:0] rank_i,
  // The interval in which the last of them is, and how many of them are in it where the last pass
  // has come.
  output reg [COUNT-1:0] digit_o,
  output wire [(1<<SMALL)-1:0] interval_o,
  output wire [TALLY-1:0] rest_o
);
  localparam integer T = 1 << COUNT;
  localparam integer ONES = $clog2(LANES + 1);

  // By threshold. As one assignment it is one event, not one a lane, to a simulator that works out
  // each.
  reg [T*LANES-1:0] turned, earlier;
  integer t, n;
  always @* begin
    for (t = 0; t < T; t = t + 1) for (n = 0; n < LANES; n = n + 1)
      turned[t*LANES+n] = before_i[n*T+t];
    earlier = turned;
  end

  wire [T*TALLY-1:0] tallies;
  wire [T:0] fewer;  // than are to be kept
  assign fewer[0] = 1'b1;
  assign fewer[T] = 1'b0;
  genvar j;
  generate
    for (j = 0; j < T; j = j + 1) begin : g_threshold
      wire [ONES-1:0] ones;
      reg [ONES-1:0] ones_q;
      reg [TALLY-1:0] tally_q;
      ones_count #(
        .N(LANES), .OUT_BITS(ONES)
      ) u_ones (
        .bits_i(earlier[j*LANES+:LANES]), .count_o(ones)
      );
      always @(posedge clk_i) begin
        if (en_i) begin
          ones_q <= ones;
          if (valid_i) tally_q <= (tally_q & {TALLY{!first_i}}) + { {(TALLY - ONES){1'b0}}, ones_q};
        end
      end
      assign tallies[j*TALLY+:TALLY] = tally_q;
      if (j > 0) begin : g_fewer
        assign fewer[j] = tally_q < rank_i;
      end
    end
    for (j = 0; j < (1 << SMALL); j = j + 1) begin : g_interval
      assign interval_o[j] = fewer[j] && !fewer[j+1];
    end
  endgenerate

  integer b, i;
  reg [TALLY-1:0] chosen;
  always @* begin
    digit_o = {COUNT{1'b0}};
    for (b = 0; b < COUNT; b = b + 1)
      for (i = 1; i < T; i = i + 1)
        if (i[b]) digit_o[b] = digit_o[b] || (fewer[i] && !fewer[i+1]);
    chosen = {TALLY{1'b0}};
    for (i = 0; i < (1 << SMALL); i = i + 1)
      chosen = chosen | (tallies[i*TALLY+:TALLY] & {TALLY{interval_o[i]}});
  end
  assign rest_o = rank_i - chosen;
endmodule
`default_nettype wire

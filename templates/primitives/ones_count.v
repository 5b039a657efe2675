// ones_count: how many of N bits are 1, without carry chains, which are slow for so few bits.
//
// The bits are counted six by six, one lookup table deep; the ones, twos and fours of the counts
// are counted in the same way, and what remains is added in plain logic.
//
// Parameters: N 1 ... 66; OUT_BITS 1 ... 7, enough for N. Combinational, four lookup tables deep (N
//   <= 36).
`default_nettype none

module ones_count #(
  parameter integer N = 27,
  parameter integer OUT_BITS = 5
) (
  input wire [N-1:0] bits_i,
  output wire [OUT_BITS-1:0] count_o
);
  localparam integer GROUPS = (N + 5) / 6;

  function [2:0] ones_of_six(input [5:0] x);
    reg low, high, carry_low, carry_high, both;
    begin
      low = x[0] ^ x[1] ^ x[2];
      high = x[3] ^ x[4] ^ x[5];
      carry_low = (x[0] & x[1]) | (x[0] & x[2]) | (x[1] & x[2]);
      carry_high = (x[3] & x[4]) | (x[3] & x[5]) | (x[4] & x[5]);
      both = low & high;
      ones_of_six = {(carry_low & carry_high) | (both & (carry_low ^ carry_high)),
                     carry_low ^ carry_high ^ both, low ^ high};
    end
  endfunction

  // A sum in plain logic.
  function [6:0] sum_of(input [6:0] x, input [6:0] y);
    integer place;
    reg carry;
    begin
      carry = 1'b0;
      for (place = 0; place < 7; place = place + 1) begin
        sum_of[place] = x[place] ^ y[place] ^ carry;
        carry = (x[place] & y[place]) | (carry & (x[place] ^ y[place]));
      end
    end
  endfunction

  wire [GROUPS*6-1:0] bits;
  wire [11:0] ones, twos, fours;
  assign bits[N-1:0] = bits_i;

  genvar g;
  generate
    if (GROUPS * 6 > N) begin : g_fill
      assign bits[GROUPS*6-1:N] = {(GROUPS * 6 - N){1'b0}};
    end
    for (g = 0; g < 12; g = g + 1) begin : g_group
      if (g < GROUPS) begin : g_count
        assign {fours[g], twos[g], ones[g]} = ones_of_six(bits[g*6+:6]);
      end else begin : g_none
        assign {fours[g], twos[g], ones[g]} = 3'b000;
      end
    end
  endgenerate

  // Columns of the six counts each; the second six exist for N > 36 only.
  wire [6:0] first = sum_of(
    {4'd0, ones_of_six(ones[5:0])},
    sum_of({3'd0, ones_of_six(twos[5:0]), 1'b0}, {2'd0, ones_of_six(fours[5:0]), 2'd0}));
  wire [6:0] second = sum_of(
    {4'd0, ones_of_six(ones[11:6])},
    sum_of({3'd0, ones_of_six(twos[11:6]), 1'b0}, {2'd0, ones_of_six(fours[11:6]), 2'd0}));
  wire [6:0] count = sum_of(first, second);

  assign count_o = count[OUT_BITS-1:0];
  wire unused = &{1'b0, count};
endmodule
`default_nettype wire

// compressor: SIZE numbers become LEFT numbers with the same sum modulo 2^BITS, one lookup table
// deep.
//
// Six (or five, four) bits of a column become their count: ones, twos and fours; three become a
// full adder's sum and carry; one and two stay as they are.
//
// Parameters: SIZE 1 ... 6; BITS >= 3; LEFT 1, 2, 2, 3, 3, 3 for SIZE 1 ... 6. Combinational.
`default_nettype none

module compressor #(
  parameter integer SIZE = 6,
  parameter integer BITS = 17,
  parameter integer LEFT = 3
) (
  input wire [SIZE*BITS-1:0] terms_i,
  output wire [LEFT*BITS-1:0] terms_o
);
  generate
    if (SIZE < 3) begin : g_same
      assign terms_o = terms_i;
    end else begin : g_count
      wire [6*BITS-1:0] terms = { {(6 - SIZE) * BITS{1'b0}}, terms_i};
      wire [BITS-1:0] a = terms[0*BITS+:BITS];
      wire [BITS-1:0] b = terms[1*BITS+:BITS];
      wire [BITS-1:0] c = terms[2*BITS+:BITS];
      wire [BITS-1:0] d = terms[3*BITS+:BITS];
      wire [BITS-1:0] e = terms[4*BITS+:BITS];
      wire [BITS-1:0] f = terms[5*BITS+:BITS];
      wire [BITS-1:0] sum_low = a ^ b ^ c;
      wire [BITS-1:0] sum_high = d ^ e ^ f;
      wire [BITS-1:0] carry_low = (a & b) | (a & c) | (b & c);
      wire [BITS-1:0] carry_high = (d & e) | (d & f) | (e & f);
      wire [BITS-1:0] carry_sums = sum_low & sum_high;
      wire [BITS-1:0] ones = sum_low ^ sum_high;
      wire [BITS-1:0] twos = carry_low ^ carry_high ^ carry_sums;
      wire [BITS-1:0] fours = (carry_low & carry_high) | (carry_sums & (carry_low ^ carry_high));
      if (SIZE == 3) begin : g_two
        assign terms_o = {twos[BITS-2:0], 1'b0, ones};
        wire unused = &{1'b0, twos[BITS-1], fours};
      end else begin : g_three
        assign terms_o = {fours[BITS-3:0], 2'b00, twos[BITS-2:0], 1'b0, ones};
        wire unused = &{1'b0, twos[BITS-1], fours[BITS-1:BITS-2]};
      end
    end
  endgenerate
endmodule
`default_nettype wire

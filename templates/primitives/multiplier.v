// multiplier: signed product, a * b.
//
// STYLE "dsp" leaves it to the tool, which takes DSP blocks where there are some. "logic" is for
// LUTs and carry chains: a row of one LUT and one adder a bit for every two bits of b, whose digits
// are recoded to -1, 0, 1, 2, so that one LUT of four inputs chooses a row's bit.
//
// Parameters: A_BITS >= 2, B_BITS >= 1. Combinational.
`default_nettype none

module multiplier #(
  parameter integer A_BITS = 16,
  parameter integer B_BITS = 14,
  parameter STYLE = "dsp"
) (
  input wire signed [A_BITS-1:0] a_i,
  input wire signed [B_BITS-1:0] b_i,
  output wire signed [A_BITS+B_BITS-1:0] product_o
);
  genvar d;
  generate
    if (STYLE == "dsp") begin : g_dsp
      assign product_o = a_i * b_i;
    end else begin : g_logic
      // The last digit holds nothing but b's sign and the carry, so none leaves it.
      localparam integer DIGITS = B_BITS / 2 + 1;
      localparam integer ROW_BITS = A_BITS + 2;
      wire [2*DIGITS-1:0] b = { {(2*DIGITS-B_BITS){b_i[B_BITS-1]}}, b_i};
      wire [ROW_BITS-1:0] once = { {2{a_i[A_BITS-1]}}, a_i};
      wire [ROW_BITS-1:0] twice = {a_i[A_BITS-1], a_i, 1'b0};
      wire [ROW_BITS+2*DIGITS-3:0] product;

      for (d = 0; d < DIGITS; d = d + 1) begin : g_digit
        wire [1:0] pair = b[2*d+:2];
        wire carry, carry_out, odd, high;
        // Digit 0, 1, 2, -1 where high, odd are 00, 01, 10, 11.
        wire [ROW_BITS-1:0] row = high ? (odd ? ~once : twice) : (once & {ROW_BITS{odd}});
        // Of the rows so far; its low two bits are bits of the product.
        wire [ROW_BITS-1:0] sum;

        assign odd = pair[0] ^ carry;
        assign high = pair[1] ^ (pair[0] & carry);
        assign carry_out = pair[1] & (pair[0] | carry);

        if (d == 0) begin : g_lowest
          // a's negative is completed here; the other rows' in their additions.
          wire [ROW_BITS:0] completed = {row, 1'b1} + { {ROW_BITS{1'b0}}, high & odd};
          wire unused_carry = completed[0];
          assign carry = 1'b0;
          assign sum = completed[ROW_BITS:1];
        end else begin : g_next
          wire [ROW_BITS-1:0] below = g_digit[d-1].sum;
          wire [ROW_BITS:0] added =
            { {2{below[ROW_BITS-1]}}, below[ROW_BITS-1:2], 1'b1} + {row, high & odd};
          wire unused_carry = added[0];
          assign carry = g_digit[d-1].carry_out;
          assign product[2*d-2+:2] = below[1:0];
          assign sum = added[ROW_BITS:1];
        end
      end

      wire unused_carry = g_digit[DIGITS-1].carry_out;
      wire unused_product = &{1'b0, product};
      assign product[2*DIGITS-2+:ROW_BITS] = g_digit[DIGITS-1].sum;
      assign product_o = product[A_BITS+B_BITS-1:0];
    end
  endgenerate
endmodule
`default_nettype wire

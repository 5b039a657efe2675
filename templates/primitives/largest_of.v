// largest_of: the largest of a few signed numbers, all compared in pairs at once.
//
// Parameters: COUNT 1 ... 5; BITS >= 2. Combinational: one carry chain and what chooses after it.
// Of invalid numbers value_o is nothing in particular, and valid_o is 0.
`default_nettype none

module largest_of #(
  parameter integer COUNT = 4,
  parameter integer BITS = 24
) (
  input wire [COUNT*BITS-1:0] values_i,
  input wire [COUNT-1:0] valid_i,
  output wire [BITS-1:0] value_o,
  output wire valid_o
);
  assign valid_o = |valid_i;

  genvar i, j, b;
  generate
    if (COUNT == 1) begin : g_one
      assign value_o = values_i;
    end else begin : g_several
      // less[j * COUNT + i], j < i: number j is below number i. As a difference: yosys makes deep
      // logic of a comparison.
      wire [COUNT*COUNT-1:0] less;
      wire [COUNT-1:0] wins;
      for (i = 0; i < COUNT; i = i + 1) begin : g_number
        wire [COUNT-1:0] loses;
        for (j = 0; j < COUNT; j = j + 1) begin : g_other
          if (j < i) begin : g_lower
            wire [BITS-1:0] own = values_i[i*BITS+:BITS];
            wire [BITS-1:0] other = values_i[j*BITS+:BITS];
            wire [BITS:0] difference = {other[BITS-1], other} - {own[BITS-1], own};
            assign less[j*COUNT+i] = difference[BITS];
            assign loses[j] = valid_i[j] && !less[j*COUNT+i];
            wire unused = &{1'b0, difference};
          end else begin : g_higher
            assign less[j*COUNT+i] = 1'b0;
            assign loses[j] = j > i && valid_i[j] && less[i*COUNT+j];
          end
        end
        assign wins[i] = valid_i[i] && !(|loses);
      end
      for (b = 0; b < BITS; b = b + 1) begin : g_bit
        wire [COUNT-1:0] column;
        for (i = 0; i < COUNT; i = i + 1) begin : g_number
          assign column[i] = values_i[i*BITS+b];
        end
        assign value_o[b] = |(wins & column);
      end
      wire unused = &{1'b0, less};
    end
  endgenerate
endmodule
`default_nettype wire

// carry_save_sum: the sum of N unsigned terms as two numbers, whose addition is left to the user.
//
// A level of the tree takes terms by six and leaves three of each six, one lookup table deep; no
// carry runs. FIRST_GROUP = 3 makes the first level take three by three: for terms that come from
// an AND with a mask, which then shares the level's lookup tables.
//
// Parameters: N >= 1; IN_BITS >= 1; OUT_BITS >= max(3, IN_BITS + 1), enough for the sum;
//   FIRST_GROUP 3|6; CUT: -1 no register, else one register after level min(CUT, levels).
// Latency: 0 (CUT = -1) or 1 enabled cycle. sum_o + carry_o = sum of the terms modulo 2^OUT_BITS.
`default_nettype none

module carry_save_sum #(
  parameter integer N = 27,
  parameter integer IN_BITS = 13,
  parameter integer OUT_BITS = 17,
  parameter integer FIRST_GROUP = 6,
  parameter integer CUT = -1
) (
  input wire clk_i,
  input wire en_i,
  input wire [N*IN_BITS-1:0] terms_i,
  output wire [OUT_BITS-1:0] sum_o,
  output wire [OUT_BITS-1:0] carry_o
);
  // What groups of `size` leave of `terms` terms: 3 of 6, 5 and 4, 2 of 3 and 2, 1 of 1.
  function integer left_of(input integer terms, input integer size);
    integer rest;
    begin
      rest = terms % size;
      left_of = (terms / size) * ((size == 6) ? 3 : 2) + ((rest < 3) ? rest : 3);
      if (rest == 3) left_of = left_of - 1;
    end
  endfunction

  // What `levels` levels leave of the N terms.
  function integer left_after(input integer levels);
    integer level;
    begin
      left_after = N;
      for (level = 0; level < levels; level = level + 1)
        left_after = left_of(left_after, (level == 0) ? FIRST_GROUP : 6);
    end
  endfunction

  function integer levels_to_two(input integer limit);
    integer level;
    begin
      levels_to_two = limit;
      for (level = limit; level >= 0; level = level - 1)
        if (left_after(level) <= 2) levels_to_two = level;
    end
  endfunction

  localparam integer W = OUT_BITS;
  localparam integer LEVELS = levels_to_two(16);
  localparam integer CUT_LEVEL = (CUT > LEVELS) ? LEVELS : CUT;

  genvar level, node;
  generate
    for (level = 0; level <= LEVELS; level = level + 1) begin : g_level
      localparam integer COUNT = left_after(level);
      wire [COUNT*W-1:0] terms_d;
      wire [COUNT*W-1:0] terms;
      if (level == 0) begin : g_widen
        for (node = 0; node < N; node = node + 1) begin : g_term
          assign terms_d[node*W+:W] = { {(W - IN_BITS){1'b0}}, terms_i[node*IN_BITS+:IN_BITS]};
        end
      end else begin : g_compress
        localparam integer SIZE = (level == 1) ? FIRST_GROUP : 6;
        localparam integer BEFORE = left_after(level - 1);
        for (node = 0; node * SIZE < BEFORE; node = node + 1) begin : g_group
          localparam integer HERE = (BEFORE - node * SIZE < SIZE) ? BEFORE - node * SIZE : SIZE;
          localparam integer LEFT = left_of(HERE, SIZE);
          compressor #(.SIZE(HERE), .BITS(W), .LEFT(LEFT)) u_compressor (
            .terms_i(g_level[level-1].terms[node*SIZE*W+:HERE*W]),
            .terms_o(terms_d[node*left_of(SIZE, SIZE)*W+:LEFT*W])
          );
        end
      end
      optional_register #(.BITS(COUNT * W), .PRESENT((level == CUT_LEVEL) ? 1 : 0)) u_cut (
        .clk_i(clk_i), .en_i(en_i), .data_i(terms_d), .data_o(terms)
      );
    end

    assign sum_o = g_level[LEVELS].terms[0+:W];
    if (left_after(LEVELS) == 2) begin : g_carry
      assign carry_o = g_level[LEVELS].terms[W+:W];
    end else begin : g_no_carry
      assign carry_o = {W{1'b0}};
    end
  endgenerate
endmodule
`default_nettype wire

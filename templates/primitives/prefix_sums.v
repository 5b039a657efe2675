// prefix_sums: all sums of the first terms of N, by Sklansky's network: level l adds to every odd
// block of 2^l sums the last sum of the block before it.
//
//   sums_o[i] = before_i + terms_i[0] + ... + terms_i[i]
//
// Parameters: N >= 1; IN_BITS; OUT_BITS > IN_BITS, enough for every sum; CUT: level after which the
//   register is, 0 ... clog2(N), that is after none to after all additions of terms; BEFORE 0:
//   before_i is not added.
// Latency: 1 enabled cycle from terms_i, 0 from before_i.
`default_nettype none

module prefix_sums #(
  parameter integer N = 9,
  parameter integer IN_BITS = 13,
  parameter integer OUT_BITS = 17,
  parameter integer CUT = 2,
  parameter integer BEFORE = 1
) (
  input wire clk_i,
  input wire en_i,
  input wire [N*IN_BITS-1:0] terms_i,
  input wire [OUT_BITS-1:0] before_i,
  output wire [N*OUT_BITS-1:0] sums_o
);
  localparam integer LEVELS = $clog2(N);
  // A level may double a sum; what no sum can reach is not built.
  localparam integer LAST = (IN_BITS + LEVELS < OUT_BITS) ? IN_BITS + LEVELS : OUT_BITS;

  genvar level, i;
  generate
    for (level = 0; level <= LEVELS; level = level + 1) begin : g_level
      localparam integer BITS = (IN_BITS + level < OUT_BITS) ? IN_BITS + level : OUT_BITS;
      wire [N*BITS-1:0] sums_d, sums;
      if (level == 0) begin : g_terms
        assign sums_d = terms_i;
      end else begin : g_add
        localparam integer FROM = (IN_BITS + level - 1 < OUT_BITS) ? IN_BITS + level - 1 : OUT_BITS;
        localparam integer HALF = 1 << (level - 1);
        for (i = 0; i < N; i = i + 1) begin : g_sum
          if ((i / HALF) % 2 == 1) begin : g_odd
            adder #(.BITS(FROM), .OUT_BITS(BITS)) u_adder (
              .a_i(g_level[level-1].sums[(i/HALF*HALF-1)*FROM+:FROM]),
              .b_i(g_level[level-1].sums[i*FROM+:FROM]),
              .sum_o(sums_d[i*BITS+:BITS])
            );
          end else if (BITS > FROM) begin : g_wider
            assign sums_d[i*BITS+:BITS] = {1'b0, g_level[level-1].sums[i*FROM+:FROM]};
          end else begin : g_same
            assign sums_d[i*BITS+:BITS] = g_level[level-1].sums[i*FROM+:FROM];
          end
        end
      end
      optional_register #(.BITS(N * BITS), .PRESENT((level == CUT) ? 1 : 0)) u_cut (
        .clk_i(clk_i), .en_i(en_i), .data_i(sums_d), .data_o(sums)
      );
    end

    for (i = 0; i < N; i = i + 1) begin : g_out
      wire [OUT_BITS-1:0] own;
      if (OUT_BITS > LAST) begin : g_wider
        assign own = { {(OUT_BITS - LAST){1'b0}}, g_level[LEVELS].sums[i*LAST+:LAST]};
      end else begin : g_same
        assign own = g_level[LEVELS].sums[i*LAST+:LAST];
      end
      if (BEFORE != 0) begin : g_add
        adder #(.BITS(OUT_BITS), .OUT_BITS(OUT_BITS)) u_adder (
          .a_i(before_i), .b_i(own), .sum_o(sums_o[i*OUT_BITS+:OUT_BITS])
        );
      end else begin : g_alone
        assign sums_o[i*OUT_BITS+:OUT_BITS] = own;
      end
    end
  endgenerate
  wire unused_before = &{1'b0, before_i};
endmodule
`default_nettype wire

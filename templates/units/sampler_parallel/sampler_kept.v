// sampler_kept: which tokens top-k and top-p keep (docs/arithmetic.md section 7).
//
// In rank order, with P(n) the sum of the n largest weights, those of ranks from k on being 0: rank
// n is kept while P(n) < ceil(p * P(V) / 65536). The last kept rank has the kept weights' sum.
//
// Parameters: V 2 ... 64; GROUP >= V / 3; W bits of a weight; SUM = clog2(V * 2^(W-1) + 1);
//   RANK_BITS.
// Latency: sorted_i comes in three cycles in a row, of which steps_i has the first in bit 1, the
//   next in bit 2 and 3; bit 0 is the one before, bit 4 the one after. Four enabled cycles after
//   the third weights_o and total_o are there, from weights_i and ranks_i that are stable by then.
`default_nettype none

module sampler_kept #(
  parameter integer V = 27,
  parameter integer GROUP = 9,
  parameter integer W = 13,
  parameter integer SUM = 17,
  parameter integer RANK_BITS = 5
) (
  input wire clk_i,
  input wire en_i,
  input wire [4:0] steps_i,
  input wire [GROUP*W-1:0] sorted_i,
  input wire [16:0] top_p_i,
  // In vocabulary order.
  input wire [V*W-1:0] weights_i,
  input wire [3*GROUP*RANK_BITS-1:0] ranks_i,
  // Weights of the kept, 0 for the others, and their sum.
  output wire [V*W-1:0] weights_o,
  output wire [SUM-1:0] total_o
);
  localparam integer LEVELS = $clog2(GROUP);
  genvar i, n, w;

  // ---- sum of all, and of the ranks before a third ----------------------------------------------
  reg [SUM-1:0] all_q, before_q;
  wire [(GROUP+1)*SUM-1:0] terms;
  wire [SUM:0] sum, carry;  // their upper bit is not needed
  wire [SUM:0] all_d = sum + carry;
  wire unused_all = all_d[SUM];
  generate
    for (n = 0; n < GROUP; n = n + 1) begin : g_term
      assign terms[n*SUM+:SUM] = { {(SUM - W){1'b0}}, sorted_i[n*W+:W]};
    end
  endgenerate
  assign terms[GROUP*SUM+:SUM] = all_q;
  carry_save_sum #(.N(GROUP + 1), .IN_BITS(SUM), .OUT_BITS(SUM + 1)) u_all (
    .clk_i(clk_i), .en_i(en_i), .terms_i(terms), .sum_o(sum), .carry_o(carry)
  );
  always @(posedge clk_i) begin
    if (en_i) begin
      if (steps_i[0]) all_q <= {SUM{1'b0}};
      else if (|steps_i[3:1]) all_q <= all_d[SUM-1:0];
      before_q <= all_q;
    end
  end

  // ---- limit = ceil(p * sum of all / 65536) -----------------------------------------------------
  wire [SUM+16:0] product = { {SUM{1'b0}}, top_p_i} * {17'd0, all_q};
  // The product's low 16 bits are all 0 if and only if its factors have 16 zeros at their ends
  // together: bit b of the sum counts unless p has more than 15 - b of them.
  wire [15:0] counts;
  wire [SUM+15:0] all_wide = {16'd0, all_q};
  generate
    for (n = 0; n < 16; n = n + 1) begin : g_zeros
      assign counts[n] = |top_p_i[15-n:0];
    end
  endgenerate
  reg [SUM-1:0] limit_q;
  reg more_q;  // the limit is one more
  always @(posedge clk_i) begin
    if (en_i) begin
      limit_q <= product[SUM+15:16];
      more_q <= |(all_wide[15:0] & counts);
    end
  end
  wire unused = &{1'b0, product, all_wide};

  // ---- prefix sums of the ranks, a third after the other ----------------------------------------
  wire [GROUP*SUM-1:0] third;
  reg [3*GROUP*SUM-1:0] prefix_q;
  prefix_sums #(
    .N(GROUP), .IN_BITS(W), .OUT_BITS(SUM), .CUT((LEVELS > 2) ? LEVELS - 2 : 0)
  ) u_prefix (
    .clk_i(clk_i), .en_i(en_i), .terms_i(sorted_i), .before_i(before_q), .sums_o(third)
  );
  always @(posedge clk_i) if (en_i && |steps_i[4:2])
    prefix_q <= {third, prefix_q[3*GROUP*SUM-1:GROUP*SUM]};

  // ---- ranks kept -------------------------------------------------------------------------------
  wire [V:0] kept_d;
  reg [V:0] kept_q;
  assign kept_d[0] = 1'b1;
  assign kept_d[V] = 1'b0;
  generate
    for (n = 1; n < V; n = n + 1) begin : g_kept
      wire [SUM+1:0] difference = {1'b0, prefix_q[(n-1)*SUM+:SUM], 1'b0} - {1'b0, limit_q, more_q};
      assign kept_d[n] = difference[SUM+1];
      wire unused_bits = &{1'b0, difference};
    end
  endgenerate
  always @(posedge clk_i) if (en_i) kept_q <= kept_d;

  // ---- their sum, and their weights in vocabulary order -----------------------------------------
  wire [V-1:0] last = kept_q[V-1:0] & ~kept_q[V:1];  // the last kept rank
  wire [(1<<RANK_BITS)-1:0] kept = { {((1 << RANK_BITS) - V){1'b0}}, kept_q[V-1:0]};
  wire [SUM-1:0] total_d;
  wire [V*W-1:0] weights_d;
  reg [SUM-1:0] total_q;
  reg [V*W-1:0] weights_q;
  generate
    for (w = 0; w < SUM; w = w + 1) begin : g_total
      wire [V-1:0] column;
      for (n = 0; n < V; n = n + 1) begin : g_term
        assign column[n] = last[n] & prefix_q[n*SUM+w];
      end
      assign total_d[w] = |column;
    end
    for (i = 0; i < V; i = i + 1) begin : g_back
      wire keep = kept[ranks_i[i*RANK_BITS+:RANK_BITS]];
      assign weights_d[i*W+:W] = weights_i[i*W+:W] & {W{keep}};
    end
  endgenerate
  always @(posedge clk_i) begin
    if (en_i) begin
      total_q <= total_d;
      weights_q <= weights_d;
    end
  end
  assign total_o = total_q;
  assign weights_o = weights_q;
  wire unused_ranks = &{1'b0, ranks_i};
endmodule
`default_nettype wire

// sampler_permute: weights in rank order, a third of the ranks at a time.
//
// Every rank is compared with 0 ... GROUP - 1, and the caller lowers them by GROUP from one third
// to the next. Ranks from top_k on have weight 0.
//
// Parameters: V <= 3 * GROUP; GROUP; W bits of a weight; RANK_BITS; TOP_K_BITS = clog2(V + 1).
// Latency: 1 enabled cycle. Bit s of thirds_i is 1 in the cycle of the ranks from s * GROUP on;
//   top_k_i (0 = all) is stable from the cycle before on.
`default_nettype none

module sampler_permute #(
  parameter integer V = 27,
  parameter integer GROUP = 9,
  parameter integer W = 13,
  parameter integer RANK_BITS = 5,
  parameter integer TOP_K_BITS = 5
) (
  input wire clk_i,
  input wire en_i,
  input wire [3*GROUP*RANK_BITS-1:0] ranks_i,
  input wire [2:0] thirds_i,
  input wire [TOP_K_BITS-1:0] top_k_i,
  input wire [V*W-1:0] weights_i,
  output wire [GROUP*W-1:0] sorted_o
);
  localparam integer PLACES = 3 * GROUP;

  // ---- ranks that are candidates ----------------------------------------------------------------
  reg [PLACES-1:0] candidate_q;
  genvar m, i, w;
  generate
    for (m = 0; m < PLACES; m = m + 1) begin : g_candidate
      if (m < V) begin : g_rank
        localparam [TOP_K_BITS-1:0] RANK = m;
        wire [TOP_K_BITS:0] difference = {1'b0, RANK} - {1'b0, top_k_i};
        always @(posedge clk_i) if (en_i)
          candidate_q[m] <= top_k_i == {TOP_K_BITS{1'b0}} || difference[TOP_K_BITS];
        wire unused = &{1'b0, difference};
      end else begin : g_none
        always @(posedge clk_i) if (en_i) candidate_q[m] <= 1'b0;
      end
    end
  endgenerate

  // ---- weights of the third ---------------------------------------------------------------------
  wire [GROUP-1:0] live;
  wire [GROUP*V-1:0] chosen;
  sampler_choice #(.V(V), .GROUP(GROUP), .RANK_BITS(RANK_BITS)) u_choice (
    .ranks_i(ranks_i[V*RANK_BITS-1:0]), .live_i(live), .chosen_o(chosen)
  );
  wire [GROUP*W-1:0] sorted_d;
  reg [GROUP*W-1:0] sorted_q;
  generate
    for (m = 0; m < GROUP; m = m + 1) begin : g_rank
      assign live[m] = |(thirds_i & {candidate_q[2*GROUP+m], candidate_q[GROUP+m], candidate_q[m]});
      for (w = 0; w < W; w = w + 1) begin : g_bit
        wire [V-1:0] column;
        for (i = 0; i < V; i = i + 1) begin : g_term
          assign column[i] = weights_i[i*W+w];
        end
        assign sorted_d[m*W+w] = |(chosen[m*V+:V] & column);
      end
    end
  endgenerate
  always @(posedge clk_i) if (en_i) sorted_q <= sorted_d;
  assign sorted_o = sorted_q;
  wire unused_ranks = &{1'b0, ranks_i};
endmodule
`default_nettype wire

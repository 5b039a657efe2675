// sampler_rank: the position of every logit in rank order, from a ring of logits that turns.
//
// In each of three steps the first GROUP places are compared with the half of the ring that follows
// each, so that after the third every pair has met once; PLACES = 3 * GROUP is odd, so no pair
// meets twice. A logit's rank is the number of those that come before it; the ranks are counted in
// a ring that turns with the logits, three cycles later.
//
// Parameters: GROUP odd; LOGIT_BITS; RANK_BITS = clog2(3 * GROUP).
// Latency: steps_i[c] is 1 in the c-th cycle after that in which the first step is in the ring.
//   Three enabled cycles after the third step ranks_o is there. With next_i every rank becomes that
//   minus GROUP, modulo 3 * GROUP.
`default_nettype none

module sampler_rank #(
  parameter integer GROUP = 9,
  parameter integer LOGIT_BITS = 24,
  parameter integer RANK_BITS = 5
) (
  input wire clk_i,
  input wire en_i,
  input wire [3*GROUP*LOGIT_BITS-1:0] logits_i,
  input wire [4:1] steps_i,
  input wire next_i,
  output wire [3*GROUP*RANK_BITS-1:0] ranks_o
);
  localparam integer W = LOGIT_BITS;
  localparam integer B = RANK_BITS;
  localparam integer PLACES = 3 * GROUP;
  localparam integer HALF = (PLACES - 1) / 2;
  localparam integer SUM_BITS = (B < 3) ? 3 : B;
  localparam integer AROUND = 2 * GROUP;  // a GROUP less than once around

  // ---- comparisons: before[p * HALF + d - 1]: place p comes before place p + d in rank order ----
  wire [GROUP*HALF-1:0] before_d;
  reg [GROUP*HALF-1:0] before_q;
  genvar p, d, q, t;
  generate
    for (p = 0; p < GROUP; p = p + 1) begin : g_place
      for (d = 1; d <= HALF; d = d + 1) begin : g_distance
        localparam integer OTHER = p + d;
        // Of equal ones the lower index is first, and a place that has been turned around holds a
        // lower one.
        wire turned =
          (OTHER >= 2 * GROUP) ? steps_i[1] || steps_i[2] : OTHER >= GROUP && steps_i[2];
        wire [W-1:0] own = logits_i[p*W+:W];
        wire [W-1:0] other = logits_i[OTHER*W+:W];
        // other < own, or equal and not turned: as a difference, of which yosys makes one carry
        // chain.
        wire [W+1:0] difference = {other[W-1], other, turned} - {own[W-1], own, 1'b1};
        assign before_d[p*HALF+d-1] = difference[W+1];
        wire unused = &{1'b0, difference};
      end
    end
  endgenerate
  always @(posedge clk_i) if (en_i) before_q <= before_d;

  // ---- counts: of a place, what it has counted so far and what the step adds --------------------
  wire [PLACES*B-1:0] counts;
  generate
    for (q = 0; q < PLACES; q = q + 1) begin : g_rank
      // Of the first GROUP places, those from FROM on have been compared with place q.
      localparam integer FROM = (q > HALF) ? q - HALF : 0;
      localparam integer TO = (q < GROUP) ? q : GROUP;
      localparam integer EARLIER = (TO > FROM) ? TO - FROM : 0;
      localparam integer LATER = (q < GROUP) ? HALF : 0;
      localparam integer TERMS = (EARLIER + LATER > 0) ? EARLIER + LATER : 1;
      localparam integer NEXT = (q + GROUP) % PLACES;
      wire [TERMS-1:0] terms;
      wire [SUM_BITS-1:0] step_sum, step_carry;
      wire [B-1:0] sum, carry;
      wire [B:0] own_sum, own_carry;  // modulo 2^B, as ranks are
      wire [B:0] count = own_sum + own_carry;
      for (t = 0; t < EARLIER; t = t + 1) begin : g_earlier
        assign terms[t] = before_q[(FROM+t)*HALF+q-FROM-t-1];
      end
      for (t = 0; t < LATER; t = t + 1) begin : g_later
        assign terms[EARLIER+t] = !before_q[q*HALF+t];
      end
      if (EARLIER + LATER == 0) begin : g_none
        assign terms = 1'b0;
      end
      carry_save_sum #(.N(TERMS), .IN_BITS(1), .OUT_BITS(SUM_BITS), .CUT(16)) u_step (
        .clk_i(clk_i), .en_i(en_i), .terms_i(terms), .sum_o(step_sum), .carry_o(step_carry)
      );
      assign sum = step_sum[B-1:0];
      assign carry = step_carry[B-1:0];
      carry_save_sum #(.N(3), .IN_BITS(B), .OUT_BITS(B + 1)) u_count (
        .clk_i(clk_i), .en_i(en_i), .terms_i({ranks_o[q*B+:B], carry, sum}), .sum_o(own_sum),
        .carry_o(own_carry)
      );
      assign counts[q*B+:B] = count[B-1:0];
      wire unused = &{1'b0, count[B], step_sum, step_carry};

      reg [B-1:0] rank_q;
      always @(posedge clk_i) begin
        if (en_i) begin
          if (steps_i[1]) rank_q <= {B{1'b0}};
          else if (|steps_i[4:2]) rank_q <= counts[NEXT*B+:B];
          else if (next_i)
            rank_q <= (rank_q < GROUP[B-1:0]) ? rank_q + AROUND[B-1:0] : rank_q - GROUP[B-1:0];
        end
      end
      assign ranks_o[q*B+:B] = rank_q;
    end
  endgenerate
  wire unused_logits = &{1'b0, logits_i};
endmodule
`default_nettype wire

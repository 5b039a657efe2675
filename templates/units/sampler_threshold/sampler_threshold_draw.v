// sampler_threshold_draw: which tokens are drawn from, and the first whose sum of weights, up to
// it, is above t.
//
// The words come in turn; t falls by their sums as long as it is not below them. Then the word in
// which it stayed comes again, and halving leads from its sum to a lane. Of the tokens at the
// threshold only as many are kept as there are left.
//
// Parameters: LANES 2, 4 ... 64; STEPS = log2(LANES); TALLY bits of a number of tokens; SUM of all
//   weights; WORD of a word's weights; INDEX bits of a word's number.
// Latency: 1 enabled cycle from tie_i to drawn_o, which belongs to below_i of that cycle.
`default_nettype none

module sampler_threshold_draw #(
  parameter integer LANES = 32,
  parameter integer STEPS = 5,
  parameter integer TALLY = 10,
  parameter integer SUM = 26,
  parameter integer WORD = 22,
  parameter integer INDEX = 4
) (
  input wire clk_i,
  input wire en_i,
  // At the threshold; a cycle later, below it, with that valid_i that leaves fewer to keep.
  input wire [LANES-1:0] tie_i,
  input wire [LANES-1:0] below_i,
  input wire valid_i,
  output wire [LANES-1:0] drawn_o,
  // Begins a token: those at the threshold that are kept.
  input wire start_i,
  input wire [TALLY-1:0] ties_i,
  // t
  input wire threshold_load_i,
  input wire [SUM-1:0] threshold_i,
  // The sum of a word in turn, word_valid_i a cycle later; in the cycles with find_i the nodes of
  // the one that comes again, step_i a cycle later.
  input wire word_valid_i,
  input wire [WORD-1:0] word_i,
  input wire find_i,
  input wire step_i,
  input wire [(LANES-1)*WORD-1:0] nodes_i,
  output reg [INDEX-1:0] index_o,
  // Combinational: complete in the last cycle with step_i.
  output wire [STEPS-1:0] lane_o
);
  localparam integer ONES = $clog2(LANES + 1);
  localparam [INDEX-1:0] INDEX_ONE = 1;
  localparam [STEPS-1:0] LOWEST = 1;
  localparam [STEPS-1:0] TOP = LOWEST << (STEPS - 1);

  // ---- kept -------------------------------------------------------------------------------------
  // As one assignment it is one event, not one a lane, to a simulator that works out each.
  reg [LANES-1:0] tie;
  always @* tie = tie_i;
  reg [LANES-1:0] tie_q;
  reg [TALLY-1:0] left_q, left_1_q, left_2_q, word_left_q, found_left_q;
  wire [ONES-1:0] ones;
  reg [ONES-1:0] ones_q;
  wire [TALLY-1:0] counted = { {(TALLY - ONES){1'b0}}, ones_q};
  ones_count #(.N(LANES), .OUT_BITS(ONES)) u_ones (.bits_i(tie), .count_o(ones));
  genvar l;
  generate
    assign drawn_o[0] = below_i[0] || (tie_q[0] && |left_q);
    for (l = 1; l < LANES; l = l + 1) begin : g_lane
      localparam integer BITS = $clog2(l + 1);
      wire [BITS-1:0] earlier;
      reg [BITS-1:0] before_q;
      ones_count #(.N(l), .OUT_BITS(BITS)) u_before (.bits_i(tie[l-1:0]), .count_o(earlier));
      always @(posedge clk_i) if (en_i) before_q <= earlier;
      assign drawn_o[l] = below_i[l] || (tie_q[l] && { {(TALLY - BITS){1'b0}}, before_q} < left_q);
    end
  endgenerate
  always @(posedge clk_i) begin
    if (en_i) begin
      tie_q <= tie;
      ones_q <= ones;
      {word_left_q, left_2_q, left_1_q} <= {left_2_q, left_1_q, left_q};
      if (start_i) left_q <= ties_i;
      else if (find_i) left_q <= found_left_q;
      else if (valid_i) left_q <= (counted < left_q) ? left_q - counted : {TALLY{1'b0}};
    end
  end

  // ---- the word, then the lane ------------------------------------------------------------------
  reg [SUM-1:0] rest_q;
  reg [WORD-1:0] amount_q;  // the sum of a word, or the node on the way to the lane
  reg found_q;
  reg [STEPS-1:0] lane_q;
  reg [STEPS-1:0] level_q;  // one bit: the level of the node
  wire [SUM:0] difference = {1'b0, rest_q} - { {(SUM + 1 - WORD){1'b0}}, amount_q};
  wire below = difference[SUM];
  wire passes = (step_i || (word_valid_i && !found_q)) && !below;
  wire [STEPS:0] path = {lane_q, !below};
  assign lane_o = path[STEPS-1:0];
  wire [STEPS-1:0] next_lane = step_i ? lane_o : lane_q;
  wire [STEPS-1:0] next_level = step_i ? level_q >> 1 : level_q;
  wire [STEPS*WORD-1:0] candidates;
  genvar v;
  generate
    for (v = 0; v < STEPS; v = v + 1) begin : g_level
      localparam integer COUNT = LANES >> (v + 1);
      localparam integer FIRST = LANES - 2 * COUNT;
      // Half by half, what is known last at the end: a product for the place would take a DSP
      // block.
      reg [COUNT*WORD-1:0] left;
      integer h;
      always @* begin
        left = nodes_i[FIRST*WORD+:COUNT*WORD];
        for (h = STEPS - 2 - v; h >= 0; h = h - 1) if (next_lane[h]) left = left >> (WORD << h);
      end
      assign candidates[v*WORD+:WORD] = left[WORD-1:0] & {WORD{next_level[v]}};
      wire unused_left = &{1'b0, left};
    end
  endgenerate
  reg [WORD-1:0] node;
  integer i;
  always @* begin
    node = {WORD{1'b0}};
    for (i = 0; i < STEPS; i = i + 1) node = node | candidates[i*WORD+:WORD];
  end
  wire unused_path = &{1'b0, path, next_lane};
  always @(posedge clk_i) begin
    if (en_i) begin
      amount_q <= find_i ? node : word_i;
      if (threshold_load_i) rest_q <= threshold_i;
      else if (passes) rest_q <= difference[SUM-1:0];
      if (start_i) begin
        found_q <= 1'b0;
        index_o <= {INDEX{1'b0}};
        lane_q <= {STEPS{1'b0}};
        level_q <= TOP;
      end else if (word_valid_i && !found_q) begin
        found_q <= below;
        found_left_q <= word_left_q;
        if (!below) index_o <= index_o + INDEX_ONE;
      end else if (step_i) begin
        lane_q <= lane_o;
        level_q <= level_q >> 1;
      end
    end
  end
endmodule
`default_nettype wire

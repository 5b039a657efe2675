// sampler_threshold_search: the distance of the last token that is kept, first by top-k, then by
// top-p, some bits a pass.
//
// The bits found so far are the base; a pass counts and weighs the tokens before base + j times the
// place in turn. The first pass weighs for the top place of top-p, too, and the last one that
// counts weighs what is before the last token.
//
// Parameters: as in sampler_threshold_words, _count, _mass.
// Latency: 7 enabled cycles from address_i to what is decided on, in a cycle with decide_i; base_o
//   holds it a cycle later.
`default_nettype none

module sampler_threshold_search #(
  parameter integer ROWS = 16,
  parameter integer LANES = 32,
  parameter integer VOCABULARY = 512,
  parameter integer WORDS = 16,
  parameter integer PHASE = 6,
  parameter integer LOGIT_BITS = 24,
  parameter integer LOGIT_FRAC = 10,
  parameter integer WEIGHT_FRAC = 16,
  parameter integer WHOLE = 5,
  parameter integer MASS = 3,
  parameter integer COUNT = 4,
  parameter integer MASS_PLACES = 5,
  parameter integer COUNT_PLACES = 4,
  parameter integer DISTANCE = 15,
  parameter integer TALLY = 10,
  parameter integer SUM = 26,
  parameter integer WORD = 22,
  parameter integer K0 = 4,
  parameter integer K1 = 3,
  parameter integer K2 = 3,
  parameter integer T1_BITS = 7,
  parameter T0_FILE = "",
  parameter T1_FILE = ""
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  // Beats, and the address of a word in turn.
  input wire load_i,
  input wire z_first_i,
  input wire z_last_i,
  input wire [PHASE-1:0] beat_i,
  input wire [ROWS*LOGIT_BITS-1:0] logits_i,
  input wire greedy_i,
  input wire [TALLY-1:0] top_k_i,
  input wire [PHASE-1:0] address_i,
  input wire last_word_i,
  // The word is one to be counted or weighed, the first one: bit 0 five cycles after the address,
  // bit 1 six.
  input wire [1:0] valid_i,
  input wire [1:0] first_i,
  input wire draw_i,
  input wire [LANES-1:0] drawn_i,
  // Begins a token; as in sampler_threshold_control.
  input wire start_i,
  input wire decide_i,
  input wire save_i,
  input wire before_last_i,
  input wire counting_i,
  input wire counted_i,
  input wire saved_i,
  // ceil(p * tot_k)
  input wire [SUM-1:0] limit_i,
  output reg [DISTANCE-1:0] base_o,
  // Weight before the base, and tokens at it up to rank k.
  output reg [SUM-1:0] before_o,
  output reg [TALLY-1:0] tied_o,
  // Of a word: at the base, 3 cycles after its address; below it, a cycle later; its sum and parts,
  // 2 cycles later.
  output wire [LANES-1:0] ties_o,
  output wire [LANES-1:0] below_o,
  output wire [WORD-1:0] word_o,
  output wire [(LANES-1)*WORD-1:0] nodes_o
);
  localparam [MASS_PLACES-1:0] MASS_TOP = 1;
  localparam [MASS_PLACES-1:0] MASS_LAST = MASS_TOP << (MASS_PLACES - 1);
  localparam [COUNT_PLACES-1:0] COUNT_TOP = 1;
  localparam integer W = WEIGHT_FRAC + 1;
  localparam [TALLY-1:0] NONE = 0, ONE = 1, ALL = VOCABULARY[TALLY-1:0];

  reg [MASS_PLACES-1:0] mass_place_q;
  reg [COUNT_PLACES-1:0] count_place_q;
  wire [LANES*W-1:0] weights;
  wire [LANES*(1<<MASS)-1:0] mass;
  wire [LANES*(1<<COUNT)-1:0] count;
  sampler_threshold_words #(
    .ROWS(ROWS), .LANES(LANES), .VOCABULARY(VOCABULARY), .WORDS(WORDS), .PHASE(PHASE),
    .LOGIT_BITS(LOGIT_BITS),
    .LOGIT_FRAC(LOGIT_FRAC), .WEIGHT_FRAC(WEIGHT_FRAC), .WHOLE(WHOLE), .MASS(MASS), .COUNT(COUNT),
    .MASS_PLACES(MASS_PLACES), .COUNT_PLACES(COUNT_PLACES), .DISTANCE(DISTANCE), .K0(K0), .K1(K1),
    .K2(K2),
    .T1_BITS(T1_BITS), .T0_FILE(T0_FILE), .T1_FILE(T1_FILE)
  ) u_words (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .load_i(load_i), .first_i(z_first_i),
    .last_i(z_last_i),
    .beat_i(beat_i), .logits_i(logits_i), .address_i(address_i), .last_word_i(last_word_i),
    .base_i(base_o),
    .mass_place_i(mass_place_q), .count_place_i(count_place_q), .weights_o(weights), .mass_o(mass),
    .count_o(count), .ties_o(ties_o), .below_o(below_o)
  );
  reg counting_q, counted_q, saved_q;  // known a cycle earlier
  always @(posedge clk_i) if (en_i)
    {counting_q, counted_q, saved_q} <= {counting_i, counted_i, saved_i};
  reg [TALLY-1:0] rank_q;
  always @(posedge clk_i) if (en_i)
    rank_q <= greedy_i ? ONE : (top_k_i == NONE || top_k_i > ALL) ? ALL : top_k_i;
  wire [COUNT-1:0] count_digit;
  wire [(1<<MASS)-1:0] interval;
  wire [TALLY-1:0] tied;
  sampler_threshold_count #(.LANES(LANES), .COUNT(COUNT), .SMALL(MASS), .TALLY(TALLY)) u_count (
    .clk_i(clk_i), .en_i(en_i), .before_i(count), .valid_i(valid_i[0]), .first_i(first_i[0]),
    .rank_i(rank_q),
    .digit_o(count_digit), .interval_o(interval), .rest_o(tied)
  );
  wire [MASS-1:0] mass_digit;
  wire [SUM-1:0] earlier;
  sampler_threshold_mass #(.LANES(LANES), .W(W), .MASS(MASS), .SUM(SUM), .WORD(WORD)) u_mass (
    .clk_i(clk_i), .en_i(en_i), .weights_i(weights), .before_i(mass), .draw_i(draw_i),
    .drawn_i(drawn_i),
    .valid_i(valid_i[1]), .first_i(first_i[1]), .save_i(save_i), .saved_i(saved_q),
    .limit_i(limit_i),
    .digit_o(mass_digit), .chosen_i(counted_q), .interval_i(interval), .before_o(earlier),
    .word_o(word_o),
    .nodes_o(nodes_o)
  );

  // ---- the digit at its place -------------------------------------------------------------------
  reg [DISTANCE+COUNT-1:0] found;
  wire [DISTANCE+COUNT-1:0] count_bits = { {DISTANCE{1'b0}}, count_digit};
  wire [DISTANCE+COUNT-1:0] mass_bits = { {(DISTANCE + COUNT - MASS){1'b0}}, mass_digit};
  integer p;
  always @* begin
    found = {(DISTANCE + COUNT){1'b0}};
    for (p = 0; p < MASS_PLACES; p = p + 1)
      if (!counting_q && mass_place_q[p])
        found = found | (mass_bits << (MASS * (MASS_PLACES - 1 - p)));
    for (p = 0; p < COUNT_PLACES; p = p + 1)
      if (counting_q && count_place_q[p])
        found = found
          | (count_bits << ((p == COUNT_PLACES - 1) ? 0 : MASS + COUNT * (COUNT_PLACES - 2 - p)));
  end
  wire unused = &{1'b0, found};
  always @(posedge clk_i) begin
    if (en_i) begin
      if (start_i) begin
        base_o <= {DISTANCE{1'b0}};
        mass_place_q <= MASS_TOP;
        count_place_q <= COUNT_TOP;
      end else if (decide_i) begin
        base_o <= (base_o & {DISTANCE{!saved_q}}) | found[DISTANCE-1:0];
        before_o <= earlier;
        if (counted_q) tied_o <= tied;
        if (before_last_i) mass_place_q <= MASS_LAST;
        else if (counted_q) mass_place_q <= MASS_TOP;
        else if (!counting_q) mass_place_q <= mass_place_q << 1;
        count_place_q <= count_place_q << 1;
      end
    end
  end
endmodule
`default_nettype wire

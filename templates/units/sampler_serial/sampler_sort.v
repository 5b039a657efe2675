// sampler_sort: sorts the logits of a token, largest first, equal ones by index: a merge sort of
// four ways.
//
// Logit i comes as a run of its own, into bank i mod 4. A pass merges the runs four by four into
// runs of four times the length, which go to the banks in turn; the last pass only shows its items.
// level_i is 0 while logits come, then the number of the pass, from 1. Banks 0 and 1 also have
// words for another use.
//
// Parameters: ROWS 1, 2, 4 ...; VOCABULARY V >= 2; LOGIT_BITS; INDEX_BITS = clog2(V); PASSES =
//   ceil(log4(V)); LEVEL_BITS = clog2(PASSES + 1); COUNT_BITS >= clog2(V + ROWS); WORD_BITS.
// Latency: a pass is a cycle with start_i, a cycle in which the tree fills, and V cycles with
//   run_i, in which count_i is 0 ... V-1; restart_i comes with the last. In a cycle with load_i
//   count_i is the index of the beat's first logit.
`default_nettype none

module sampler_sort #(
  parameter integer ROWS = 2,
  parameter integer VOCABULARY = 27,
  parameter integer LOGIT_BITS = 24,
  parameter integer INDEX_BITS = 5,
  parameter integer PASSES = 3,
  parameter integer LEVEL_BITS = 2,
  parameter integer COUNT_BITS = 6,
  parameter integer WORD_BITS = 18
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire load_i,
  input wire [ROWS*LOGIT_BITS-1:0] logits_i,
  input wire start_i,
  input wire run_i,
  input wire restart_i,
  input wire [LEVEL_BITS-1:0] level_i,
  input wire [COUNT_BITS-1:0] count_i,
  output wire [LOGIT_BITS+INDEX_BITS-1:0] item_o,
  // Words of bank 0 and bank 1.
  input wire [1:0] word_write_i,
  input wire [2*INDEX_BITS-1:0] word_write_index_i,
  input wire [2*WORD_BITS-1:0] words_i,
  input wire [1:0] word_read_i,
  input wire [2*INDEX_BITS-1:0] word_read_index_i,
  output wire [2*WORD_BITS-1:0] words_o
);
  localparam integer ITEM = LOGIT_BITS + INDEX_BITS;
  localparam integer DATA = (WORD_BITS > ITEM) ? WORD_BITS : ITEM;
  localparam integer RUN_BITS = 2 * (PASSES - 1);  // of an index within a bank's half
  localparam integer PLACE =
    (RUN_BITS > INDEX_BITS - 1) ? RUN_BITS : (INDEX_BITS > 2) ? INDEX_BITS - 1 : 1;
  // Logits of a beat that one bank takes, as many as there are at most.
  localparam integer LANE_BITS = ($clog2(ROWS) < INDEX_BITS) ? $clog2(ROWS) : INDEX_BITS;
  localparam integer SUBS = (LANE_BITS > 2) ? 1 << (LANE_BITS - 2) : 1;
  localparam [LEVEL_BITS-1:0] LAST = PASSES[LEVEL_BITS-1:0];

  // ---- where item count_i goes: to the bank whose turn it is, and the place there ---------------
  wire [COUNT_BITS+1:0] count = {2'b00, count_i};
  reg [1:0] turn;
  reg [PLACE-1:0] place;
  reg group;  // lowest bit of the number of the run that leaves
  integer l, i;
  always @* begin
    turn = 2'd0;
    place = {PLACE{1'b0}};
    group = 1'b0;
    for (l = 0; l < PASSES; l = l + 1) begin
      if (level_i == l[LEVEL_BITS-1:0]) begin
        turn = count[2*l+:2];
        group = l > 0 && count[2*l];
        for (i = 0; i < PLACE; i = i + 1) begin
          if (i < 2 * l) place[i] = count[i];
          else if (i < COUNT_BITS) place[i] = count[i+2];
        end
      end
    end
  end
  wire keep = run_i && level_i != LAST;
  wire unused = &{1'b0, count};

  // ---- banks and tree ---------------------------------------------------------------------------
  wire [4*ITEM-1:0] heads;
  wire [3:0] take, valid, parity;
  wire [4*DATA-1:0] words;
  genvar b, s;
  generate
    for (b = 0; b < 4; b = b + 1) begin : g_bank
      localparam [1:0] BANK = b;
      localparam integer LANE = b % ((ROWS < 4) ? ROWS : 4);
      wire mine = ROWS >= 4 || (turn[1] == BANK[1] && (ROWS == 2 || turn[0] == BANK[0]));
      wire [SUBS*LOGIT_BITS-1:0] logits;
      for (s = 0; s < SUBS; s = s + 1) begin : g_lane
        assign logits[s*LOGIT_BITS+:LOGIT_BITS] = logits_i[(LANE+4*s)*LOGIT_BITS+:LOGIT_BITS];
      end
      // Bank 2 is shown the words of bank 0 and bank 3 those of bank 1, so that they have one
      // multiplexer.
      wire [ITEM-1:0] item = load_i
        ? {logits[LOGIT_BITS-1:0], count[INDEX_BITS-1:0] | LANE[INDEX_BITS-1:0]} : item_o;
      wire [DATA-1:0] item_data = { {(DATA - ITEM){1'b0}}, item ^ {ITEM{BANK[0]}}};
      wire [DATA-1:0] data;  // what is above a word does not matter
      assign data[WORD_BITS-1:0] =
        word_write_i[b%2] ? words_i[(b%2)*WORD_BITS+:WORD_BITS] : item_data[WORD_BITS-1:0];
      if (DATA > WORD_BITS) begin : g_above
        assign data[DATA-1:WORD_BITS] = item_data[DATA-1:WORD_BITS];
      end
      sampler_bank #(
        .BANK(b), .VOCABULARY(VOCABULARY), .PASSES(PASSES), .LEVEL_BITS(LEVEL_BITS),
        .INDEX_BITS(INDEX_BITS),
        .ITEM_BITS(ITEM), .SUBS(SUBS), .LANE(LANE), .PLACE_BITS(PLACE), .WORDS((b < 2) ? 1 : 0),
        .DATA_BITS(DATA)
      ) u_bank (
        .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .restart_i(restart_i), .level_i(level_i),
        .write_i(keep && turn == BANK), .place_i(place), .data_i(data), .load_i(load_i && mine),
        .index_i(count[INDEX_BITS-1:0]), .logits_i(logits), .read_i(start_i || take[b]),
        .head_o(heads[b*ITEM+:ITEM]), .valid_o(valid[b]), .parity_o(parity[b]),
        .word_write_i(b < 2 && word_write_i[b%2]),
        .word_write_index_i(word_write_index_i[(b%2)*INDEX_BITS+:INDEX_BITS]),
        .word_read_i(b < 2 && word_read_i[b%2]),
        .word_read_index_i(word_read_index_i[(b%2)*INDEX_BITS+:INDEX_BITS]),
        .word_o(words[b*DATA+:DATA])
      );
    end
    for (b = 0; b < 2; b = b + 1) begin : g_word
      assign words_o[b*WORD_BITS+:WORD_BITS] = words[b*DATA+:WORD_BITS];
    end
  endgenerate
  wire unused_inputs = &{1'b0, words, logits_i};

  sampler_merge #(.KEY_BITS(LOGIT_BITS), .ITEM_BITS(ITEM)) u_merge (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .heads_i(heads), .valid_i(valid), .parity_i(parity),
    .group_i(group), .next_i(run_i), .take_o(take), .item_o(item_o)
  );
endmodule
`default_nettype wire

// sampler_bank: one of the four memories of sampler_sort, with the head of its runs.
//
// A pass reads the items of one half in turn, from index 0 on, while the other half is written.
// Above the halves there are words for another use, if WORDS is 1. Banks 1 and 3 keep their items
// inverted, as sampler_merge wants them.
//
// Parameters: BANK 0 ... 3; VOCABULARY, PASSES, LEVEL_BITS, INDEX_BITS, ITEM_BITS as in
//   sampler_sort; SUBS: logits of a beat; LANE: lane of the first of them; PLACE_BITS of an index
//   within a half, not less than INDEX_BITS - 1; WORDS 0|1: there are words; DATA_BITS of an item
//   or a word.
// Latency: 1 enabled cycle from read_i to head_o, valid_o and parity_o, which hold; or from
//   word_read_i to word_o.
`default_nettype none

module sampler_bank #(
  parameter integer BANK = 0,
  parameter integer VOCABULARY = 27,
  parameter integer PASSES = 3,
  parameter integer LEVEL_BITS = 2,
  parameter integer INDEX_BITS = 5,
  parameter integer ITEM_BITS = 29,
  parameter integer SUBS = 1,
  parameter integer LANE = 0,
  parameter integer PLACE_BITS = 4,
  parameter integer WORDS = 1,
  parameter integer DATA_BITS = 29
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  // Back to index 0.
  input wire restart_i,
  input wire [LEVEL_BITS-1:0] level_i,
  // Writes: an item, or with load_i the logits of the beat that begins with index_i, of which
  // data_i is the first.
  input wire write_i,
  input wire [PLACE_BITS-1:0] place_i,
  input wire [DATA_BITS-1:0] data_i,
  input wire load_i,
  input wire [INDEX_BITS-1:0] index_i,
  input wire [SUBS*(ITEM_BITS-INDEX_BITS)-1:0] logits_i,
  // The next item becomes the head; parity_o is the lowest bit of its group's number.
  input wire read_i,
  output wire [ITEM_BITS-1:0] head_o,
  output reg valid_o,
  output reg parity_o,
  // A word: data_i, or the memory's output.
  input wire word_write_i,
  input wire [INDEX_BITS-1:0] word_write_index_i,
  input wire word_read_i,
  input wire [INDEX_BITS-1:0] word_read_index_i,
  output wire [DATA_BITS-1:0] word_o
);
  localparam integer V = VOCABULARY;
  localparam integer LOGIT = ITEM_BITS - INDEX_BITS;
  localparam integer NEXT = PLACE_BITS + 1;
  localparam [NEXT-1:0] ONE = 1;
  localparam [LEVEL_BITS-1:0] FIRST_PASS = 1;

  // ---- head -------------------------------------------------------------------------------------
  reg [NEXT-1:0] next_q;
  // What a pass finds here: its runs are of LENGTH items and come four to a group.
  wire [PASSES-1:0] this_pass, parities;
  wire [PASSES*NEXT-1:0] counts;
  reg [NEXT-1:0] items;
  genvar p;
  generate
    for (p = 0; p < PASSES; p = p + 1) begin : g_pass
      localparam integer LEVEL = p + 1;
      localparam integer LENGTH = 1 << (2 * p);
      localparam integer REST = V % (4 * LENGTH) - BANK * LENGTH;
      localparam integer ITEMS =
        (V / (4 * LENGTH)) * LENGTH + ((REST < 0) ? 0 : (REST < LENGTH) ? REST : LENGTH);
      assign this_pass[p] = level_i == LEVEL[LEVEL_BITS-1:0];
      assign parities[p] = this_pass[p] && next_q[2*p];
      assign counts[p*NEXT+:NEXT] = ITEMS[NEXT-1:0] & {NEXT{this_pass[p]}};
    end
  endgenerate
  integer i;
  always @* begin
    items = {NEXT{1'b0}};
    for (i = 0; i < PASSES; i = i + 1) items = items | counts[i*NEXT+:NEXT];
  end
  always @(posedge clk_i) begin
    if (rst_i) begin
      next_q <= {NEXT{1'b0}};
      valid_o <= 1'b0;
    end else if (en_i) begin
      if (restart_i) next_q <= {NEXT{1'b0}};
      else if (read_i) next_q <= next_q + ONE;
      if (read_i) valid_o <= next_q != items;
    end
  end
  always @(posedge clk_i) if (en_i && read_i) parity_o <= |parities;

  // ---- memory -----------------------------------------------------------------------------------
  // A word's index is above those of the items: their upper bit is 1 and 0.
  localparam [ITEM_BITS-1:0] INVERTED = {ITEM_BITS{BANK[0]}};
  wire half = level_i[0];  // is written, the other one is read
  generate
    if (WORDS != 0) begin : g_words
      wire [NEXT-1:0] write_word = { {(NEXT - INDEX_BITS){1'b0}}, word_write_index_i};
      wire [NEXT-1:0] read_word = { {(NEXT - INDEX_BITS){1'b0}}, word_read_index_i};
      sampler_memory #(.INDEX_BITS(NEXT + 1), .DATA_BITS(DATA_BITS)) u_memory (
        .clk_i(clk_i), .en_i(en_i), .write_i(load_i || write_i || word_write_i),
        .write_index_i({word_write_i, word_write_i ? write_word : {half, place_i}}),
        .data_i(data_i),
        .read_i(read_i || word_read_i),
        .read_index_i({word_read_i, word_read_i ? read_word : {!half, next_q[PLACE_BITS-1:0]}}),
        .data_o(word_o)
      );
    end else begin : g_no_words
      wire [ITEM_BITS-1:0] item;
      sampler_memory #(.INDEX_BITS(NEXT), .DATA_BITS(ITEM_BITS)) u_memory (
        .clk_i(clk_i), .en_i(en_i), .write_i(load_i || write_i), .write_index_i({half, place_i}),
        .data_i(data_i[ITEM_BITS-1:0]), .read_i(read_i),
        .read_index_i({!half, next_q[PLACE_BITS-1:0]}),
        .data_o(item)
      );
      assign word_o = { {(DATA_BITS - ITEM_BITS){1'b0}}, item};
      wire unused =
        &{1'b0, data_i, word_write_i, word_write_index_i, word_read_i, word_read_index_i};
    end
  endgenerate
  wire [ITEM_BITS-1:0] head = word_o[ITEM_BITS-1:0];

  // Of a beat that has several logits for this bank, the others wait in memories of their own until
  // the first pass.
  genvar s;
  generate
    if (SUBS > 1) begin : g_subs
      localparam integer SUB_BITS = $clog2(SUBS);
      reg [SUB_BITS-1:0] sub_q;
      reg first_q;
      wire [SUBS*ITEM_BITS-1:0] heads;
      assign heads[0+:ITEM_BITS] = head;
      for (s = 1; s < SUBS; s = s + 1) begin : g_sub
        localparam integer SUB_LANE = LANE + 4 * s;
        sampler_memory #(.INDEX_BITS(PLACE_BITS), .DATA_BITS(ITEM_BITS)) u_memory (
          .clk_i(clk_i), .en_i(en_i), .write_i(load_i), .write_index_i(place_i),
          .data_i({logits_i[s*LOGIT+:LOGIT], index_i | SUB_LANE[INDEX_BITS-1:0]} ^ INVERTED),
          .read_i(read_i),
          .read_index_i({next_q[PLACE_BITS-1:SUB_BITS], {SUB_BITS{1'b0}}}),
          .data_o(heads[s*ITEM_BITS+:ITEM_BITS])
        );
      end
      always @(posedge clk_i) begin
        if (en_i && read_i) begin
          sub_q <= next_q[SUB_BITS-1:0];
          first_q <= level_i == FIRST_PASS;
        end
      end
      wire [SUB_BITS-1:0] sub = first_q ? sub_q : {SUB_BITS{1'b0}};
      assign head_o = heads[sub*ITEM_BITS+:ITEM_BITS];
    end else begin : g_no_subs
      assign head_o = head;
      wire unused_index = &{1'b0, index_i};
    end
  endgenerate
  wire unused_logits = &{1'b0, logits_i};
endmodule
`default_nettype wire

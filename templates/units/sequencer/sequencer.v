// sequencer: issues the micro-operations of a token step at the cycles that the program's schedule
// fixed.
//
// A program word is issued (fire_o with its fields) and says after how many cycles the next one is:
// WAIT_BITS of cycles less one, plus the length of the attention, ATTENTION_CYCLES × (position +
// 1), where its wait_attention bit is set. Word 0 is issued by step_i, in cycle 0. A word with
// `end` closes the step (step_done_o); so does one with `prefill_end`, unissued, in a step whose
// logits nobody wants (prefill_i).
//
// Word, least significant bit first: end, prefill_end, wait_attention, wait[WAIT_BITS],
// fields[FIELD_BITS].
`default_nettype none

module sequencer #(
  parameter integer WORDS = 12,
  parameter integer INDEX_BITS = 4,
  parameter integer WAIT_BITS = 8,
  parameter integer FIELD_BITS = 40,
  parameter integer POSITION_BITS = 4,
  parameter integer ATTENTION_CYCLES = 1,
  parameter FILE = ""
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire step_i,
  input wire prefill_i,
  input wire [POSITION_BITS-1:0] position_i,
  output wire fire_o,
    // The same for all words but the first, which have been due for a cycle: step_i is late.
  output wire fire_behind_o,
  output wire [FIELD_BITS-1:0] fields_o,
  output wire step_done_o
);
  // ---- illegal parameters name themselves: no such module exists ------------------------------
  generate
    if (WORDS < 1) begin : g_illegal_words
      sequencer_WORDS_must_be_at_least_1 u_illegal ();
    end
    if (WORDS > (1 << INDEX_BITS)) begin : g_illegal_index_bits
      sequencer_INDEX_BITS_must_address_all_WORDS u_illegal ();
    end
  endgenerate

  localparam integer WORD_BITS = 3 + WAIT_BITS + FIELD_BITS;
  reg [WORD_BITS-1:0] program_words[0:WORDS-1];
  initial if (FILE != "") $readmemh(FILE, program_words);

  reg  [INDEX_BITS-1:0] next_q;  // index of the word after word_q
  reg  [WORD_BITS-1:0]  word_q;
  reg                   loaded_q, running_q, due_q;
  reg  [WAIT_BITS-1:0]  wait_q;
  wire                  issue, closes, word_end, word_prefill_end, word_wait_attention;
  wire [WAIT_BITS-1:0]  word_wait;
  assign {fields_o, word_wait, word_wait_attention, word_prefill_end, word_end} = word_q;
  assign issue = (step_i & loaded_q) | (running_q & due_q);
  assign closes = word_end | (word_prefill_end & prefill_i);
  assign fire_o = issue & ~closes;
  assign fire_behind_o = running_q & due_q & ~closes;
  // Word 0 closes nothing, so step_i, which is late, has no way through to the end of a step.
  assign step_done_o = running_q & due_q & closes;

  // Sums of shifts, for it must not become a DSP block.
  function [WAIT_BITS-1:0] attention_cycles(input [WAIT_BITS-1:0] positions);
    integer b;
    begin
      attention_cycles = {WAIT_BITS{1'b0}};
      for (b = 0; b < WAIT_BITS; b = b + 1)
        if (((ATTENTION_CYCLES >> b) & 1) != 0)
          attention_cycles = attention_cycles + (positions << b);
    end
  endfunction

  reg [WAIT_BITS-1:0] attention_q;
  always @(posedge clk_i) begin
    if (en_i)
      attention_q <= attention_cycles({ {WAIT_BITS - POSITION_BITS{1'b0}}, position_i} + 1'b1);
  end
  wire [WAIT_BITS-1:0] wait_cycles;
  assign wait_cycles = word_wait + (word_wait_attention ? attention_q : {WAIT_BITS{1'b0}});

  always @(posedge clk_i) begin
    if (rst_i) begin
      next_q    <= {INDEX_BITS{1'b0}};
      loaded_q  <= 1'b0;
      running_q <= 1'b0;
      due_q     <= 1'b0;
    end else if (!loaded_q) begin
      // The first word is fetched whether or not the core is enabled: it waits for the first step.
      next_q   <= 1;
      loaded_q <= 1'b1;
    end else if (en_i) begin
      if (issue) begin
        next_q    <= closes ? 1 : next_q + 1'b1;
        running_q <= ~closes;
        due_q     <= wait_cycles == 0;
      end else begin
        due_q <= wait_q == 0;
      end
    end
    if (!loaded_q) begin
      word_q <= program_words[0];
    end else if (en_i) begin
      if (issue) begin
        word_q <= program_words[closes ? {INDEX_BITS{1'b0}} : next_q];
        wait_q <= wait_cycles - 1'b1;
      end else begin
        wait_q <= wait_q - 1'b1;
      end
    end
  end
endmodule
`default_nettype wire

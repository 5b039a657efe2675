// weight_store: read-only weights, one beat of the matmul array a word, registered output.
//
// WORDS words of DATA_BITS; FILE holds one hexadecimal word a line. STYLE "lutrom" (LUTs) or "bram"
// (block RAM); with DELAY 1 and "bram" the last TAIL words, of TAIL_FILE, are in LUTs, so that
// block RAM is filled whole.
// Latency: 1 + DELAY enabled cycles.
`default_nettype none

module weight_store #(
  parameter integer WORDS = 28,
  parameter integer INDEX_BITS = 5,
  parameter integer DATA_BITS = 256,
  parameter STYLE = "lutrom",
  parameter FILE = "",
  parameter integer DELAY = 0,
  parameter integer TAIL = 0,
  parameter TAIL_FILE = ""
) (
  input wire clk_i,
  input wire en_i,
  input wire [INDEX_BITS-1:0] index_i,
  output reg [DATA_BITS-1:0] data_o
);
  // ---- illegal parameters name themselves: no such module exists ------------------------------
  generate
    if (WORDS < 1) begin : g_illegal_words
      weight_store_WORDS_must_be_at_least_1 u_illegal ();
    end
    if (DELAY != 0 && DELAY != 1) begin : g_illegal_delay
      weight_store_DELAY_must_be_0_or_1 u_illegal ();
    end
  endgenerate

  // An attribute takes a literal in every tool, so each style is its own memory.
  generate
    if (DELAY == 1 && TAIL > 0 && TAIL < WORDS) begin : g_both
      localparam integer BLOCK = WORDS - TAIL;
      localparam integer BLOCK_BITS = (BLOCK > 1) ? $clog2(BLOCK) : 1;
      localparam integer TAIL_BITS = (TAIL > 1) ? $clog2(TAIL) : 1;
      (* rom_style = "block", ram_style = "block", romstyle = "M10K" *)
      reg [DATA_BITS-1:0] words[0:BLOCK-1];
      initial if (FILE != "") $readmemh(FILE, words);
`ifdef YOSYS
      (* rom_style = "logic" *)
`else
      (* rom_style = "distributed", romstyle = "logic" *)
`endif
      reg [DATA_BITS-1:0] tail[0:TAIL-1];
      initial if (TAIL_FILE != "") $readmemh(TAIL_FILE, tail);
      // Blocks end at a power of two of words, so the tail's own index is cut from the address.
      wire behind;
      reg behind_q;
      reg [DATA_BITS-1:0] word_q, tail_q;
      assign behind = index_i >= BLOCK[INDEX_BITS-1:0];
      always @(posedge clk_i) begin
        if (en_i) begin
          behind_q <= behind;
          word_q   <= words[index_i[BLOCK_BITS-1:0]];
          tail_q   <= tail[index_i[TAIL_BITS-1:0]];
          data_o   <= behind_q ? tail_q : word_q;
        end
      end
    end else if (DELAY == 1) begin : g_aligned
      // No tail, or nothing else: the latency is the same.
      (* rom_style = "block", ram_style = "block", romstyle = "M10K" *)
      reg [DATA_BITS-1:0] words[0:WORDS-1];
      initial if (FILE != "") $readmemh((TAIL > 0) ? TAIL_FILE : FILE, words);
      reg [DATA_BITS-1:0] word_q;
      always @(posedge clk_i) begin
        if (en_i) begin
          word_q <= words[index_i];
          data_o <= word_q;
        end
      end
    end else if (STYLE == "bram") begin : g_block
      (* rom_style = "block", ram_style = "block", romstyle = "M10K" *)
      reg [DATA_BITS-1:0] words[0:WORDS-1];
      initial if (FILE != "") $readmemh(FILE, words);
      always @(posedge clk_i) if (en_i) data_o <= words[index_i];
    end else begin : g_lut
      // yosys takes "distributed" for LUT RAM, which has no registered read with contents.
`ifdef YOSYS
      (* rom_style = "logic" *)
`else
      (* rom_style = "distributed", romstyle = "logic" *)
`endif
      reg [DATA_BITS-1:0] words[0:WORDS-1];
      initial if (FILE != "") $readmemh(FILE, words);
      always @(posedge clk_i) if (en_i) data_o <= words[index_i];
    end
  endgenerate
endmodule
`default_nettype wire

// sequence_rom: read-only words that are wanted one after another, the same in every token step.
//
// WORDS words of DATA_BITS; STYLE "distributed" | "block"; FILE holds one hexadecimal word a line.
// start_i goes back to word 0, next_i on to the following one; data_o is the new word from the next
// enabled cycle on.
`default_nettype none

module sequence_rom #(
  parameter integer WORDS = 16,
  parameter integer DATA_BITS = 256,
  parameter STYLE = "distributed",
  parameter FILE = ""
) (
  input wire clk_i,
  input wire en_i,
  input wire start_i,
  input wire next_i,
  output reg [DATA_BITS-1:0] data_o
);
  localparam integer INDEX_BITS = (WORDS > 1) ? $clog2(WORDS) : 1;
  localparam [31:0] LAST = WORDS - 1;

  reg  [INDEX_BITS-1:0] index_q;
  wire [INDEX_BITS-1:0] index_d, following;
  assign following = (index_q == LAST[INDEX_BITS-1:0]) ? {INDEX_BITS{1'b0}} : index_q + 1'b1;
  assign index_d = start_i ? {INDEX_BITS{1'b0}} : next_i ? following : index_q;
  always @(posedge clk_i) if (en_i) index_q <= index_d;

  // An attribute takes a literal in every tool, so each style is its own memory.
  generate
    if (STYLE == "block") begin : g_block
      (* rom_style = "block", ram_style = "block", romstyle = "M10K" *)
      reg [DATA_BITS-1:0] words[0:WORDS-1];
      initial if (FILE != "") $readmemh(FILE, words);
      always @(posedge clk_i) if (en_i) data_o <= words[index_d];
    end else begin : g_distributed
      // yosys takes "distributed" for LUT RAM, which has no registered read with contents.
`ifdef YOSYS
      (* rom_style = "logic" *)
`else
      (* rom_style = "distributed", romstyle = "logic" *)
`endif
      reg [DATA_BITS-1:0] words[0:WORDS-1];
      initial if (FILE != "") $readmemh(FILE, words);
      always @(posedge clk_i) if (en_i) data_o <= words[index_d];
    end
  endgenerate
endmodule
`default_nettype wire

// rom: read-only memory, contents from an image with one hexadecimal word a line.
//
// Parameters: INDEX_BITS >= 1, DATA_BITS >= 1: 2^INDEX_BITS words; FILE: path of the image (empty
//   only in a tool's look at the bare module); STYLE "distributed" | "block"; REGISTER 0|1:
//   registered output (a block needs 1).
// Latency: REGISTER enabled cycles.
`default_nettype none

module rom #(
  parameter integer INDEX_BITS = 8,
  parameter integer DATA_BITS = 8,
  parameter FILE = "",
  parameter STYLE = "distributed",
  parameter integer REGISTER = 1
) (
  input wire clk_i,
  input wire en_i,
  input wire [INDEX_BITS-1:0] index_i,
  output wire [DATA_BITS-1:0] data_o
);
  wire [DATA_BITS-1:0] data;

  // An attribute takes a literal in every tool, so each style is its own memory.
  generate
    if (STYLE == "block") begin : g_block
      (* rom_style = "block" *)
      reg [DATA_BITS-1:0] word [0:(1<<INDEX_BITS)-1];

      initial if (FILE != "") $readmemh(FILE, word);

      assign data = word[index_i];
    end else begin : g_distributed
      // yosys takes "distributed" for LUT RAM, which has no registered read with contents.
`ifdef YOSYS
      (* rom_style = "logic" *)
`else
      (* rom_style = "distributed", romstyle = "logic" *)
`endif
      reg [DATA_BITS-1:0] word [0:(1<<INDEX_BITS)-1];

      initial if (FILE != "") $readmemh(FILE, word);

      assign data = word[index_i];
    end

    if (REGISTER == 1) begin : g_register
      reg [DATA_BITS-1:0] data_q;

      always @(posedge clk_i) begin
        if (en_i) data_q <= data;
      end

      assign data_o = data_q;
    end else begin : g_wire
      wire unused = &{clk_i, en_i};
      assign data_o = data;
    end
  endgenerate
endmodule
`default_nettype wire

// sampler_memory: a write port, and a read port whose output holds until the next read.
//
// Parameters: INDEX_BITS >= 1, DATA_BITS >= 1: 2^INDEX_BITS words without initial contents.
// Latency: 1 enabled cycle from read_i. A word can be read from the cycle after that of its write
//   on.
`default_nettype none

module sampler_memory #(
  parameter integer INDEX_BITS = 6,
  parameter integer DATA_BITS = 29
) (
  input wire clk_i,
  input wire en_i,
  input wire write_i,
  input wire [INDEX_BITS-1:0] write_index_i,
  input wire [DATA_BITS-1:0] data_i,
  input wire read_i,
  input wire [INDEX_BITS-1:0] read_index_i,
  output reg [DATA_BITS-1:0] data_o
);
  // Nobody reads a word in the cycle of its write: yosys need not add logic for that.
  (* ram_style = "block", no_rw_check *)
  reg [DATA_BITS-1:0] word [0:(1<<INDEX_BITS)-1];

  always @(posedge clk_i) begin
    if (en_i && write_i) word[write_index_i] <= data_i;
    if (en_i && read_i) data_o <= word[read_index_i];
  end
endmodule
`default_nettype wire

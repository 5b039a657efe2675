// ram: memory with one write and one registered read port, for a block RAM where a tool finds one.
//
// A word that is read in the cycle of its write is not defined: nobody reads it then.
//
// Parameters: WORDS >= 1, ADDRESS_BITS, DATA_BITS.
// Latency: 1 enabled cycle.
`default_nettype none

module ram #(
  parameter integer WORDS = 16,
  parameter integer ADDRESS_BITS = 4,
  parameter integer DATA_BITS = 8
) (
  input wire clk_i,
  input wire en_i,
  input wire write_i,
  input wire [ADDRESS_BITS-1:0] write_address_i,
  input wire [DATA_BITS-1:0] write_data_i,
  input wire [ADDRESS_BITS-1:0] read_address_i,
  output reg [DATA_BITS-1:0] read_data_o
);
  (* no_rw_check *)
  reg [DATA_BITS-1:0] word [0:WORDS-1];

  always @(posedge clk_i) begin
    if (en_i && write_i) word[write_address_i] <= write_data_i;
    if (en_i) read_data_o <= word[read_address_i];
  end
endmodule
`default_nettype wire

// byte_fifo: bytes in a memory, first in first out.
//
// Parameters: ADDRESS_BITS 2 .. 16: it holds 2^ADDRESS_BITS bytes.
// Latency: push_i to valid_o 2 cycles. A byte pushed while full_o is 1 is lost.
`default_nettype none

module byte_fifo #(
  parameter integer ADDRESS_BITS = 9
) (
  input wire clk_i,
  input wire rst_i,
  input wire push_i,
  input wire [7:0] data_i,
  output wire full_o,
  output wire valid_o,
  output wire [7:0] data_o,
  input wire ready_i
);
  reg [7:0] bytes [0:2**ADDRESS_BITS-1];
  // One bit more than an address: all equal is empty, all but the top one equal is full.
  reg [ADDRESS_BITS:0] write_q, read_q;
  reg valid_q;
  reg [7:0] data_q;

  wire [ADDRESS_BITS:0] difference = write_q - read_q;
  wire some = difference != {(ADDRESS_BITS+1){1'b0}};
  wire store = push_i && !full_o;
  // data_q is a memory's output register: the next byte is read into it when it is free.
  wire fetch = some && (!valid_q || ready_i);

  always @(posedge clk_i) begin
    if (rst_i) begin
      write_q <= {(ADDRESS_BITS+1){1'b0}};
      read_q <= {(ADDRESS_BITS+1){1'b0}};
      valid_q <= 1'b0;
    end else begin
      if (store) write_q <= write_q + 1'b1;
      if (fetch) read_q <= read_q + 1'b1;
      valid_q <= fetch || (valid_q && !ready_i);
    end
  end

  always @(posedge clk_i) begin
    if (store) bytes[write_q[ADDRESS_BITS-1:0]] <= data_i;
    if (fetch) data_q <= bytes[read_q[ADDRESS_BITS-1:0]];
  end

  assign full_o = difference[ADDRESS_BITS];
  assign valid_o = valid_q;
  assign data_o = data_q;
endmodule
`default_nettype wire

// uart_messages: sends what a host is told, one message after the other, never mixed:
//   't' token   a generated token        'l' token   the same, the last of its sequence
//   'e' code    a sequence ended without one: error code, as wide as a token
//   and the answers to commands (uart_commands), which go first.
//
// Parameters: TDATA_BITS 8 | 16 | 24.
// Latency: a message taken in cycle c offers its first byte in c+1.
`default_nettype none

module uart_messages #(
  parameter integer TDATA_BITS = 8
) (
  input wire clk_i,
  input wire rst_i,
  input wire answer_valid_i,
  input wire answer_long_i,
  input wire [47:0] answer_i,
  output wire answer_ready_o,
  input wire [TDATA_BITS-1:0] output_tdata_i,
  input wire output_tlast_i,
  input wire output_tuser_i,
  input wire output_tvalid_i,
  output wire output_tready_o,
  output wire byte_valid_o,
  output wire [7:0] byte_o,
  input wire byte_ready_i
);
  localparam [2:0] TOKEN_LENGTH = TDATA_BITS[5:3] + 3'd1;

  reg [2:0] left_q;
  reg [47:0] bytes_q;

  wire free = left_q == 3'd0;
  wire [7:0] kind = output_tuser_i ? "e" : output_tlast_i ? "l" : "t";

  always @(posedge clk_i) begin
    if (rst_i) left_q <= 3'd0;
    else if (free && answer_valid_i) left_q <= answer_long_i ? 3'd6 : 3'd2;
    else if (free && output_tvalid_i) left_q <= TOKEN_LENGTH;
    else if (!free && byte_ready_i) left_q <= left_q - 3'd1;
  end

  always @(posedge clk_i) begin
    if (free) bytes_q <= answer_valid_i ? answer_i
      : { {(40-TDATA_BITS){1'b0}}, output_tdata_i, kind };
    else if (byte_ready_i) bytes_q <= {8'd0, bytes_q[47:8]};
  end

  assign answer_ready_o = free;
  assign output_tready_o = free && !answer_valid_i;
  assign byte_valid_o = !free;
  assign byte_o = bytes_q[7:0];
endmodule
`default_nettype wire

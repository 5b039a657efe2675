// uart_tx: sends bytes, 8 data bits, no parity, one stop bit.
//
// Parameters: DIVISOR 4 .. 65535 clock cycles a bit.
// Latency: a byte taken in cycle c starts on the line in c+1 and takes 10 * DIVISOR cycles.
`default_nettype none

module uart_tx #(
  parameter integer DIVISOR = 434
) (
  input wire clk_i,
  input wire rst_i,
  input wire valid_i,
  output wire ready_o,
  input wire [7:0] data_i,
  output wire tx_o
);
  localparam [15:0] WHOLE = DIVISOR[15:0] - 16'd1;

  reg busy_q, tx_q;
  reg [3:0] left_q;      // bits still to follow the one on the line
  reg [8:0] bits_q;      // the next of them lowest; after them the stop bit
  reg [15:0] wait_q;

  wire over = wait_q == 16'd0;

  always @(posedge clk_i) begin
    if (rst_i) begin
      busy_q <= 1'b0;
      tx_q <= 1'b1;
    end else if (!busy_q) begin
      busy_q <= valid_i;
      tx_q <= !valid_i;
    end else if (over) begin
      busy_q <= left_q != 4'd0;
      tx_q <= (left_q == 4'd0) || bits_q[0];
    end
    if (!busy_q) begin
      bits_q <= {1'b1, data_i};
      left_q <= 4'd9;
      wait_q <= WHOLE;
    end else if (over) begin
      bits_q <= {1'b1, bits_q[8:1]};
      left_q <= left_q - 4'd1;
      wait_q <= WHOLE;
    end else begin
      wait_q <= wait_q - 16'd1;
    end
  end

  assign ready_o = !busy_q;
  assign tx_o = tx_q;
endmodule
`default_nettype wire

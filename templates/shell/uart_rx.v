// uart_rx: receives bytes, 8 data bits, no parity, one stop bit, each bit sampled in its middle.
// A stop bit that is low is a break: the byte is not reported, and the line must go high first.
//
// Parameters: DIVISOR 4 .. 65535 clock cycles a bit.
// Latency: valid_o or break_o is 1 for one cycle, in the middle of the stop bit.
`default_nettype none

module uart_rx #(
  parameter integer DIVISOR = 434
) (
  input wire clk_i,
  input wire rst_i,
  input wire rx_i,
  output wire valid_o,
  output wire [7:0] data_o,
  output wire break_o
);
  localparam [15:0] WHOLE = DIVISOR[15:0] - 16'd1;
  localparam [15:0] HALF = DIVISOR[16:1] - 16'd1;
  localparam [3:0] START = 4'd0, STOP = 4'd9;

  (* ASYNC_REG = "TRUE" *) reg [1:0] line_q;
  reg busy_q;
  reg clear_q;           // the line has been high since the last break
  reg valid_q, break_q;
  reg [3:0] bit_q;       // 0 start, 1 .. 8 data, 9 stop
  reg [15:0] wait_q;     // cycles to the middle of that bit
  reg [7:0] data_q;

  wire line = line_q[1];
  wire sample = busy_q && (wait_q == 16'd0);

  always @(posedge clk_i) begin
    line_q <= {line_q[0], rx_i};
    if (rst_i) begin
      line_q <= 2'b11;
      busy_q <= 1'b0;
      clear_q <= 1'b1;
      valid_q <= 1'b0;
      break_q <= 1'b0;
    end else begin
      // A start bit that is high in its middle was a disturbance.
      busy_q <= busy_q ? !(sample && ((bit_q == STOP) || ((bit_q == START) && line)))
        : (clear_q && !line);
      clear_q <= line || (clear_q && !(sample && (bit_q == STOP)));
      valid_q <= sample && (bit_q == STOP) && line;
      break_q <= sample && (bit_q == STOP) && !line;
    end
  end

  always @(posedge clk_i) begin
    if (!busy_q) begin
      bit_q <= START;
      wait_q <= HALF;
    end else if (sample) begin
      bit_q <= bit_q + 4'd1;
      wait_q <= WHOLE;
      if (bit_q != STOP) data_q <= {line, data_q[7:1]};
    end else begin
      wait_q <= wait_q - 16'd1;
    end
  end

  assign valid_o = valid_q;
  assign data_o = data_q;
  assign break_o = break_q;
endmodule
`default_nettype wire

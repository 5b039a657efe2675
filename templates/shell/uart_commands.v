// uart_commands: understands what a host sends over a serial line. Numbers of more than one byte
// come low byte first; a token has TDATA_BITS / 8 bytes.
//   'Q' n token*n    n (0 .. 255) tokens of a prompt; more follow
//   'P' n token*n    the same, and the last token ends the prompt
//   'W' a data*4     writes register word a (offset / 4); answer 'w' s, s = 0 or 1: refused
//   'R' a            reads register word a; answer 'r' s data*4
// Anything else is answered '?' with that byte, a byte too many for the receive buffer 'o' 0; after
// either one nothing is understood until a break comes (break_i). A break forgets a command half
// sent; the receive buffer is emptied and the running sequence aborted by the parent.
//
// Parameters: TDATA_BITS 8 | 16 | 24.
// Latency: one byte a cycle while neither prompt nor answer is waited for.
`default_nettype none

module uart_commands #(
  parameter integer TDATA_BITS = 8
) (
  input wire clk_i,
  input wire rst_i,
  input wire break_i,
  input wire overflow_i,
  input wire byte_valid_i,
  input wire [7:0] byte_i,
  output wire byte_ready_o,
  output wire [TDATA_BITS-1:0] prompt_tdata_o,
  output wire prompt_tlast_o,
  output wire prompt_tvalid_o,
  input wire prompt_tready_i,
  output wire write_o,
  output wire read_o,
  output wire [9:0] address_o,
  output wire [31:0] write_data_o,
  input wire write_error_i,
  input wire [31:0] read_data_i,
  input wire read_error_i,
  // An answer: 2 bytes, or 6 if answer_long_o, the first one lowest.
  output wire answer_valid_o,
  output wire answer_long_o,
  output wire [47:0] answer_o,
  input wire answer_ready_i
);
  localparam [3:0] COMMAND = 4'd0, COUNT = 4'd1, TOKEN = 4'd2, PROMPT = 4'd3, ADDRESS = 4'd4,
    DATA = 4'd5, WRITE = 4'd6, READ = 4'd7, READ_DATA = 4'd8, LOST = 4'd9;
  localparam [1:0] LAST_TOKEN_BYTE = TDATA_BITS[4:3] - 2'd1;

  reg [3:0] state_q;
  reg [7:0] command_q, count_q, address_q;
  reg [1:0] index_q;       // byte within a token or a register word
  reg [31:0] data_q;       // those bytes; the latest one is on top
  reg answer_valid_q, answer_long_q;
  reg [47:0] answer_q;

  wire is_prompt = (byte_i == "P") || (byte_i == "Q");
  wire is_register = (byte_i == "W") || (byte_i == "R");
  wire taken = byte_valid_i && byte_ready_o;
  wire handed = prompt_tvalid_o && prompt_tready_i;
  wire token_end = index_q == LAST_TOKEN_BYTE;
  wire last_token = count_q == 8'd1;
  wire unknown = (state_q == COMMAND) && taken && !is_prompt && !is_register;

  reg [3:0] state_d;
  always @* begin
    state_d = state_q;
    case (state_q)
      COMMAND: if (taken) state_d = is_prompt ? COUNT : is_register ? ADDRESS : LOST;
      COUNT: if (taken) state_d = (byte_i == 8'd0) ? COMMAND : TOKEN;
      TOKEN: if (taken && token_end) state_d = PROMPT;
      PROMPT: if (handed) state_d = last_token ? COMMAND : TOKEN;
      ADDRESS: if (taken) state_d = (command_q == "W") ? DATA : READ;
      DATA: if (taken && (index_q == 2'd3)) state_d = WRITE;
      WRITE: if (write_o) state_d = COMMAND;
      READ: if (read_o) state_d = READ_DATA;
      READ_DATA: state_d = COMMAND;
      default: state_d = LOST;
    endcase
  end

  always @(posedge clk_i) begin
    if (rst_i || break_i) state_q <= COMMAND;
    else if (overflow_i) state_q <= LOST;
    else state_q <= state_d;
    if (rst_i) answer_valid_q <= 1'b0;
    else if (unknown || overflow_i || write_o || (state_q == READ_DATA)) answer_valid_q <= 1'b1;
    else if (answer_ready_i) answer_valid_q <= 1'b0;
  end

  always @(posedge clk_i) begin
    if ((state_q == COMMAND) && taken) command_q <= byte_i;
    if ((state_q == COUNT) && taken) count_q <= byte_i;
    else if (handed) count_q <= count_q - 8'd1;
    if ((state_q == ADDRESS) && taken) address_q <= byte_i;
    if (taken) data_q <= {byte_i, data_q[31:8]};
    if ((state_q == TOKEN) || (state_q == DATA)) index_q <= index_q + {1'b0, taken};
    else index_q <= 2'd0;
    if (overflow_i) answer_q <= {40'd0, 8'h6f};
    else if (unknown) answer_q <= {32'd0, byte_i, 8'h3f};
    else if (write_o) answer_q <= {32'd0, 7'd0, write_error_i, 8'h77};
    else if (state_q == READ_DATA) answer_q <= {read_data_i, 7'd0, read_error_i, 8'h72};
    // An answer that waits keeps its length, though an overflow overwrites it with a shorter one.
    if (!answer_valid_q || overflow_i) answer_long_q <= (state_q == READ_DATA) && !overflow_i;
  end

  assign byte_ready_o = (state_q != PROMPT) && (state_q != WRITE) && (state_q != READ)
    && (state_q != READ_DATA) && !((state_q == COMMAND) && answer_valid_q);
  assign prompt_tvalid_o = state_q == PROMPT;
  assign prompt_tlast_o = last_token && (command_q == "P");
  assign prompt_tdata_o = data_q[31 -: TDATA_BITS];
  assign write_o = (state_q == WRITE) && !answer_valid_q;
  assign read_o = (state_q == READ) && !answer_valid_q;
  assign address_o = {2'd0, address_q};
  assign write_data_o = data_q;
  assign answer_valid_o = answer_valid_q;
  assign answer_long_o = answer_long_q;
  assign answer_o = answer_q;
endmodule
`default_nettype wire

// embedding: a token's row, with learned positions (LEARNED 1) plus the position's row, sent onto
// the vector bus.
//
// ROWS           elements of a beat
// BEATS          beats of a vector
// X_BITS         bits of an element
// TOKEN_FILE, POSITION_FILE
//                images of 2^TOKEN_BITS and 2^POSITION_BITS rows, each padded to a power of two of
//                beats
//
// start_i comes with token_i and position_i, which are stable while the beats leave.
// Latency: 2 cycles from start_i to the first beat.
`default_nettype none

module embedding #(
  parameter integer ROWS = 8,
  parameter integer BEATS = 2,
  parameter integer X_BITS = 16,
  parameter integer TOKEN_BITS = 5,
  parameter integer POSITION_BITS = 4,
  parameter integer LEARNED = 1,
  parameter ROM_STYLE = "distributed",
  parameter TOKEN_FILE = "",
  parameter POSITION_FILE = ""
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire start_i,
  input wire [TOKEN_BITS-1:0] token_i,
  input wire [POSITION_BITS-1:0] position_i,
  output wire out_valid_o,
  output wire out_first_o,
  output wire out_last_o,
  output wire [ROWS*X_BITS-1:0] out_data_o
);
  // ---- illegal parameters name themselves: no such module exists ------------------------------
  generate
    if (ROWS < 1) begin : g_illegal_rows
      embedding_ROWS_must_be_at_least_1 u_illegal ();
    end
    if (BEATS < 1) begin : g_illegal_beats
      embedding_BEATS_must_be_at_least_1 u_illegal ();
    end
    if (LEARNED != 0 && LEARNED != 1) begin : g_illegal_learned
      embedding_LEARNED_must_be_0_or_1 u_illegal ();
    end
  endgenerate

  // Beats are padded to a power of two, so that an address is {row, beat}.
  localparam integer BEAT_BITS = (BEATS > 1) ? $clog2(BEATS) : 0;
  localparam integer COUNT_BITS = (BEATS > 1) ? $clog2(BEATS) : 1;
  localparam signed [X_BITS:0] LIMIT = (1 << (X_BITS - 1)) - 1;

  reg                   running_q;
  reg  [COUNT_BITS-1:0] beat_q;
  wire                  valid, last;
  wire [COUNT_BITS-1:0] beat;
  assign valid = start_i | running_q;
  assign beat = start_i ? {COUNT_BITS{1'b0}} : beat_q;
  localparam [31:0] LAST_BEAT = BEATS - 1;
  assign last = beat == LAST_BEAT[COUNT_BITS-1:0];
  always @(posedge clk_i) begin
    if (rst_i) begin
      running_q <= 1'b0;
    end else if (en_i && valid) begin
      running_q <= !last;
    end
    if (en_i && valid) beat_q <= beat + 1'b1;
  end

  wire [TOKEN_BITS+BEAT_BITS-1:0] token_index;
  wire [POSITION_BITS+BEAT_BITS-1:0] position_index;
  generate
    if (BEATS > 1) begin : g_beats
      assign token_index = {token_i, beat};
      assign position_index = {position_i, beat};
    end else begin : g_beat
      assign token_index = token_i;
      assign position_index = position_i;
    end
  endgenerate

  wire [ROWS*X_BITS-1:0] token_row, position_row;
  rom #(
    .INDEX_BITS(TOKEN_BITS + BEAT_BITS), .DATA_BITS(ROWS * X_BITS),
    .STYLE(ROM_STYLE), .FILE(TOKEN_FILE)
  ) u_token (.clk_i(clk_i), .en_i(en_i), .index_i(token_index), .data_o(token_row));
  generate
    if (LEARNED == 1) begin : g_learned
      rom #(
        .INDEX_BITS(POSITION_BITS + BEAT_BITS), .DATA_BITS(ROWS * X_BITS),
        .STYLE(ROM_STYLE), .FILE(POSITION_FILE)
      ) u_position (.clk_i(clk_i), .en_i(en_i), .index_i(position_index), .data_o(position_row));
    end else begin : g_rotary
      assign position_row = {ROWS * X_BITS{1'b0}};
      wire unused_position = &{1'b0, position_index};
    end
  endgenerate

  wire row_valid, row_first, row_last;
  delay_line #(.BITS(3), .DEPTH(1)) u_row_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({valid, start_i, valid & last}), .out_o({row_valid, row_first, row_last})
  );
  wire [ROWS*X_BITS-1:0] sums;
  genvar r;
  generate
    for (r = 0; r < ROWS; r = r + 1) begin : g_row
      wire signed [X_BITS-1:0] a, b;
      wire signed [X_BITS:0] sum;
      assign a = token_row[r*X_BITS+:X_BITS];
      assign b = position_row[r*X_BITS+:X_BITS];
      assign sum = {a[X_BITS-1], a} + {b[X_BITS-1], b};
      assign sums[r*X_BITS+:X_BITS] = {X_BITS{row_valid}} & ((sum > LIMIT) ? LIMIT[X_BITS-1:0]
          : (sum < -LIMIT) ? ~LIMIT[X_BITS-1:0] + 1'b1 : sum[X_BITS-1:0]);
    end
  endgenerate
  delay_line #(.BITS(3 + ROWS * X_BITS), .DEPTH(1)) u_out (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i({row_valid, row_first, row_last, sums}),
    .out_o({out_valid_o, out_first_o, out_last_o, out_data_o})
  );
endmodule
`default_nettype wire

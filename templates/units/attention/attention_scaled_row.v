// attention_scaled_row: a token slot's queries as they come, its keys and values as int8 codes with
// a mantissa and an exponent a head.
//
// y_*: as of attention, 16 bits an element. rotate_i and query_o: attention_row. k_write_o,
//   v_write_o: a vector's last codes leave kv_quantise, row_o and row_scales_o are whole, to be
//   written at write_address_o; write_i (that they are wanted) and write_address_i belong to the
//   beat of y.
//
// Parameters: those of attention_scaled_store.
`default_nettype none

module attention_scaled_row #(
  parameter integer ROWS = 16,
  parameter integer HEADS = 8,
  parameter integer KV_HEADS = 4,
  parameter integer HEAD_DIM = 8,
  parameter integer HEADS_PARALLEL = 8,
  parameter integer ADDRESS_BITS = 4,
  parameter integer RECIPROCAL_BITS = 13,
  parameter integer K0 = 4,
  parameter integer K1 = 4,
  parameter integer K2 = 4,
  parameter integer T1_BITS = 6,
  parameter T0_FILE = "",
  parameter T1_FILE = "",
  parameter integer PIPELINE = 1,
  parameter MULTIPLIER = "dsp"
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire y_valid_i,
  input wire y_sink_k_i,
  input wire y_sink_v_i,
  input wire y_sink_q_i,
  input wire y_first_i,
  input wire y_last_i,
  input wire [ROWS*16-1:0] y_data_i,
  input wire write_i,
  input wire [ADDRESS_BITS-1:0] write_address_i,
  input wire rotate_i,
  output wire [HEADS_PARALLEL*HEAD_DIM*16-1:0] query_o,
  output wire k_write_o,
  output wire v_write_o,
  output wire [ADDRESS_BITS-1:0] write_address_o,
  output wire [KV_HEADS*HEAD_DIM*8-1:0] row_o,
  output wire [KV_HEADS*16-1:0] row_scales_o
);
  localparam integer WIDTH = HEADS * HEAD_DIM;
  localparam integer KV_WIDTH = KV_HEADS * HEAD_DIM;
  localparam integer BEATS = (WIDTH + ROWS - 1) / ROWS;
  localparam integer KV_BEATS = (KV_WIDTH + ROWS - 1) / ROWS;
  localparam integer HEADS_A_BEAT = ROWS > HEAD_DIM ? ROWS / HEAD_DIM : 1;
  localparam integer SCALE_BEATS = (KV_HEADS + HEADS_A_BEAT - 1) / HEADS_A_BEAT;

  wire [WIDTH*16-1:0] unused_row;

  attention_row #(
    .ROWS(ROWS), .WIDTH(WIDTH), .BEATS(BEATS), .KV_BITS(16), .GROUP_WIDTH(HEADS_PARALLEL*HEAD_DIM)
  ) queries (
    .clk_i(clk_i), .en_i(en_i), .valid_i(y_valid_i & y_sink_q_i), .first_i(y_first_i),
    .data_i(y_data_i), .rotate_i(rotate_i), .row_next_o(unused_row), .group_o(query_o)
  );

  wire valid, first, last, scale_valid, scale_first, sink_k, sink_v, write;
  wire [ROWS*8-1:0] codes;
  wire [HEADS_A_BEAT*16-1:0] scales;

  kv_quantise #(
    .ROWS(ROWS), .LANES(KV_WIDTH < ROWS ? KV_WIDTH : ROWS), .HEAD_DIM(HEAD_DIM),
    .RECIPROCAL_BITS(RECIPROCAL_BITS), .K0(K0), .K1(K1), .K2(K2), .T1_BITS(T1_BITS),
    .T0_FILE(T0_FILE), .T1_FILE(T1_FILE), .TAG_BITS(ADDRESS_BITS+3), .PIPELINE(PIPELINE),
    .MULTIPLIER(MULTIPLIER)
  ) quantiser (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_valid_i(y_valid_i & (y_sink_k_i | y_sink_v_i)),
    .in_first_i(y_first_i), .in_last_i(y_last_i),
    .in_tag_i({write_i, write_address_i, y_sink_k_i, y_sink_v_i}), .in_data_i(y_data_i),
    .out_valid_o(valid),
    .out_first_o(first), .out_last_o(last), .out_tag_o({write, write_address_o, sink_k, sink_v}),
    .out_data_o(codes), .scale_valid_o(scale_valid), .scale_first_o(scale_first), .scale_o(scales)
  );

  wire [HEAD_DIM*8-1:0] unused_group;
  wire [15:0] unused_scale_group;

  attention_row #(
    .ROWS(ROWS), .WIDTH(KV_WIDTH), .BEATS(KV_BEATS), .KV_BITS(8),
    .GROUP_WIDTH(HEAD_DIM)
  ) assembly (
    .clk_i(clk_i), .en_i(en_i), .valid_i(valid), .first_i(first), .data_i(codes), .rotate_i(1'b0),
    .row_next_o(row_o), .group_o(unused_group)
  );

  attention_row #(
    .ROWS(HEADS_A_BEAT), .WIDTH(KV_HEADS), .BEATS(SCALE_BEATS), .KV_BITS(16), .GROUP_WIDTH(1)
  ) scale_assembly (
    .clk_i(clk_i), .en_i(en_i), .valid_i(scale_valid), .first_i(scale_first), .data_i(scales),
    .rotate_i(1'b0), .row_next_o(row_scales_o), .group_o(unused_scale_group)
  );

  assign k_write_o = valid & last & sink_k & write;
  assign v_write_o = valid & last & sink_v & write;
endmodule
`default_nettype wire

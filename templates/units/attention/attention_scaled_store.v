// attention_scaled_store: q as it comes, k and v as int8 codes with a mantissa and an exponent a
// head, of SLOTS token slots.
//
// y_*, write_*, rotate_i and query_o: attention_scaled_row, of each slot. The reads are those of
//   kv_memory, of codes and scales by addresses of their own; scales are packed as of kv_quantise.
//
// Parameters: ROWS, HEADS, KV_HEADS, HEAD_DIM, HEADS_PARALLEL of attention; GROUPS query head
//   groups, of which SHARE read the same KV_PARALLEL key-value heads; WORDS, ADDRESS_BITS,
//   GROUP_INDEX_BITS, STYLE of the memories; RECIPROCAL_BITS, K*, T* of kv_quantise; PIPELINE 0|1.
`default_nettype none

module attention_scaled_store #(
  parameter integer ROWS = 16,
  parameter integer HEADS = 8,
  parameter integer KV_HEADS = 4,
  parameter integer HEAD_DIM = 8,
  parameter integer HEADS_PARALLEL = 8,
  parameter integer KV_PARALLEL = 4,
  parameter integer GROUPS = 1,
  parameter integer SHARE = 1,
  parameter integer WORDS = 16,
  parameter integer ADDRESS_BITS = 4,
  parameter integer GROUP_INDEX_BITS = 1,
  parameter STYLE = "block",
  parameter integer RECIPROCAL_BITS = 13,
  parameter integer K0 = 4,
  parameter integer K1 = 4,
  parameter integer K2 = 4,
  parameter integer T1_BITS = 6,
  parameter T0_FILE = "",
  parameter T1_FILE = "",
  parameter integer PIPELINE = 1,
  parameter MULTIPLIER = "dsp",
  parameter integer SLOTS = 1
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
  input wire [SLOTS*ROWS*16-1:0] y_data_i,
  input wire [SLOTS-1:0] write_i,
  input wire [ADDRESS_BITS-1:0] write_address_i,
  input wire rotate_i,
  output wire [SLOTS*HEADS_PARALLEL*HEAD_DIM*16-1:0] query_o,
  input wire [ADDRESS_BITS-1:0] k_address_i,
  input wire [ADDRESS_BITS-1:0] k_next_i,
  input wire [GROUP_INDEX_BITS-1:0] k_group_i,
  output wire [KV_PARALLEL*HEAD_DIM*8-1:0] key_o,
  input wire [ADDRESS_BITS-1:0] k_scale_address_i,
  input wire [ADDRESS_BITS-1:0] k_scale_next_i,
  input wire [GROUP_INDEX_BITS-1:0] k_scale_group_i,
  output wire [KV_PARALLEL*16-1:0] key_scale_o,
  input wire [ADDRESS_BITS-1:0] v_address_i,
  input wire [ADDRESS_BITS-1:0] v_next_i,
  input wire [GROUP_INDEX_BITS-1:0] v_group_i,
  output wire [KV_PARALLEL*HEAD_DIM*8-1:0] value_o,
  input wire [ADDRESS_BITS-1:0] v_scale_address_i,
  input wire [ADDRESS_BITS-1:0] v_scale_next_i,
  input wire [GROUP_INDEX_BITS-1:0] v_scale_group_i,
  output wire [KV_PARALLEL*16-1:0] value_scale_o
);
  localparam integer KV_WIDTH = KV_HEADS * HEAD_DIM;

  wire [SLOTS*KV_WIDTH*8-1:0] rows;
  wire [SLOTS*KV_HEADS*16-1:0] rows_scales;
  wire [SLOTS-1:0] k_write, v_write;
  wire [SLOTS*ADDRESS_BITS-1:0] write_addresses;
  // All slots write a block at the same time.
  wire [ADDRESS_BITS-1:0] write_address = write_addresses[ADDRESS_BITS-1:0];
  wire unused_addresses = &write_addresses;

  genvar t;
  generate
    for (t = 0; t < SLOTS; t = t + 1) begin : g_slot
      attention_scaled_row #(
        .ROWS(ROWS), .HEADS(HEADS), .KV_HEADS(KV_HEADS), .HEAD_DIM(HEAD_DIM),
        .HEADS_PARALLEL(HEADS_PARALLEL), .ADDRESS_BITS(ADDRESS_BITS),
        .RECIPROCAL_BITS(RECIPROCAL_BITS), .K0(K0), .K1(K1), .K2(K2), .T1_BITS(T1_BITS),
        .T0_FILE(T0_FILE), .T1_FILE(T1_FILE), .PIPELINE(PIPELINE), .MULTIPLIER(MULTIPLIER)
      ) slot (
        .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .y_valid_i(y_valid_i), .y_sink_k_i(y_sink_k_i),
        .y_sink_v_i(y_sink_v_i), .y_sink_q_i(y_sink_q_i), .y_first_i(y_first_i),
        .y_last_i(y_last_i), .y_data_i(y_data_i[t*ROWS*16+:ROWS*16]), .write_i(write_i[t]),
        .write_address_i(write_address_i), .rotate_i(rotate_i),
        .query_o(query_o[t*HEADS_PARALLEL*HEAD_DIM*16+:HEADS_PARALLEL*HEAD_DIM*16]),
        .k_write_o(k_write[t]), .v_write_o(v_write[t]),
        .write_address_o(write_addresses[t*ADDRESS_BITS+:ADDRESS_BITS]),
        .row_o(rows[t*KV_WIDTH*8+:KV_WIDTH*8]),
        .row_scales_o(rows_scales[t*KV_HEADS*16+:KV_HEADS*16])
      );
    end
  endgenerate

  kv_memory #(
    .WORDS(WORDS), .ADDRESS_BITS(ADDRESS_BITS), .ROW_BITS(KV_WIDTH*8), .GROUPS(GROUPS),
    .SHARE(SHARE), .GROUP_BITS(KV_PARALLEL*HEAD_DIM*8), .GROUP_INDEX_BITS(GROUP_INDEX_BITS),
    .STYLE(STYLE), .PIPELINE(PIPELINE), .SLOTS(SLOTS)
  ) k_memory (
    .clk_i(clk_i), .en_i(en_i), .write_i(k_write), .write_address_i(write_address),
    .write_data_i(rows), .read_address_i(k_address_i), .read_next_i(k_next_i),
    .read_group_i(k_group_i), .read_data_o(key_o)
  );

  kv_memory #(
    .WORDS(WORDS), .ADDRESS_BITS(ADDRESS_BITS), .ROW_BITS(KV_HEADS*16), .GROUPS(GROUPS),
    .SHARE(SHARE), .GROUP_BITS(KV_PARALLEL*16), .GROUP_INDEX_BITS(GROUP_INDEX_BITS), .STYLE(STYLE),
    .PIPELINE(PIPELINE), .SLOTS(SLOTS)
  ) k_scale_memory (
    .clk_i(clk_i), .en_i(en_i), .write_i(k_write), .write_address_i(write_address),
    .write_data_i(rows_scales), .read_address_i(k_scale_address_i), .read_next_i(k_scale_next_i),
    .read_group_i(k_scale_group_i), .read_data_o(key_scale_o)
  );

  kv_memory #(
    .WORDS(WORDS), .ADDRESS_BITS(ADDRESS_BITS), .ROW_BITS(KV_WIDTH*8), .GROUPS(GROUPS),
    .SHARE(SHARE), .GROUP_BITS(KV_PARALLEL*HEAD_DIM*8), .GROUP_INDEX_BITS(GROUP_INDEX_BITS),
    .STYLE(STYLE), .PIPELINE(PIPELINE), .SLOTS(SLOTS)
  ) v_memory (
    .clk_i(clk_i), .en_i(en_i), .write_i(v_write), .write_address_i(write_address),
    .write_data_i(rows), .read_address_i(v_address_i), .read_next_i(v_next_i),
    .read_group_i(v_group_i), .read_data_o(value_o)
  );

  kv_memory #(
    .WORDS(WORDS), .ADDRESS_BITS(ADDRESS_BITS), .ROW_BITS(KV_HEADS*16), .GROUPS(GROUPS),
    .SHARE(SHARE), .GROUP_BITS(KV_PARALLEL*16), .GROUP_INDEX_BITS(GROUP_INDEX_BITS), .STYLE(STYLE),
    .PIPELINE(PIPELINE), .SLOTS(SLOTS)
  ) v_scale_memory (
    .clk_i(clk_i), .en_i(en_i), .write_i(v_write), .write_address_i(write_address),
    .write_data_i(rows_scales), .read_address_i(v_scale_address_i), .read_next_i(v_scale_next_i),
    .read_group_i(v_scale_group_i), .read_data_o(value_scale_o)
  );
endmodule
`default_nettype wire

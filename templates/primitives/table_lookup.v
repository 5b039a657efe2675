// table_lookup: bipartite table of a function, read from memory images, one lookup a cycle.
//
// The index is parity | x0 | x1 | x2, most significant first, and the value is
// T0[parity|x0|x1] + T1[parity|x0|x2]; T0 is unsigned, T1 two's complement, the sum never leaves
// 0 ... 2^OUT_BITS - 1. Both images hold one hexadecimal word a line. Uses rom.
//
// Parameters: K0 >= 1, K1 >= 0, K2 >= 0: bits of x0, x1, x2 (K2 = 0: no T1, T1_FILE is not read);
//   PARITY 0|1: index bits above x0; OUT_BITS >= 1; T1_BITS 1 ... OUT_BITS (unused if K2 = 0);
//   ROM_STYLE "distributed" | "block"; REGISTER 0: no register, 1: registers between the memories
//   and the addition, 2: one after the addition. A block needs 1.
// Latency: 0, 1, 1 enabled cycles.
`default_nettype none

module table_lookup #(
  parameter integer K0 = 4,
  parameter integer K1 = 4,
  parameter integer K2 = 0,
  parameter integer PARITY = 0,
  parameter integer OUT_BITS = 13,
  parameter integer T1_BITS = 1,
  parameter T0_FILE = "",
  parameter T1_FILE = "",
  parameter ROM_STYLE = "distributed",
  parameter integer REGISTER = 1
) (
  input wire clk_i,
  input wire en_i,
  input wire [PARITY+K0+K1+K2-1:0] index_i,
  output wire [OUT_BITS-1:0] value_o
);
  localparam integer K = PARITY + K0 + K1 + K2;
  localparam integer T0_INDEX = PARITY + K0 + K1;
  localparam integer T1_INDEX = PARITY + K0 + K2;
  localparam integer ROM_REGISTER = REGISTER == 1 ? 1 : 0;

  wire [OUT_BITS-1:0] t0;
  wire [OUT_BITS-1:0] value;

  rom #(
    .INDEX_BITS(T0_INDEX), .DATA_BITS(OUT_BITS), .FILE(T0_FILE), .STYLE(ROM_STYLE),
    .REGISTER(ROM_REGISTER)
  ) t0_rom (
    .clk_i(clk_i), .en_i(en_i), .index_i(index_i[K-1:K2]), .data_o(t0)
  );

  generate
    if (K2 > 0) begin : g_t1
      wire [T1_BITS-1:0] t1;
      // One sign bit more than needed keeps the replication legal where T1_BITS = OUT_BITS.
      wire [OUT_BITS:0] sum = {1'b0, t0} + { {(OUT_BITS+1-T1_BITS){t1[T1_BITS-1]}}, t1};
      wire unused_sign = sum[OUT_BITS];

      rom #(
        .INDEX_BITS(T1_INDEX), .DATA_BITS(T1_BITS), .FILE(T1_FILE), .STYLE(ROM_STYLE),
        .REGISTER(ROM_REGISTER)
      ) t1_rom (
        .clk_i(clk_i), .en_i(en_i), .index_i({index_i[K-1:K1+K2], index_i[K2-1:0]}), .data_o(t1)
      );

      assign value = sum[OUT_BITS-1:0];
    end else begin : g_no_t1
      assign value = t0;
    end

    if (REGISTER == 2) begin : g_register
      reg [OUT_BITS-1:0] value_q;

      always @(posedge clk_i) begin
        if (en_i) value_q <= value;
      end

      assign value_o = value_q;
    end else begin : g_wire
      assign value_o = value;
    end
  endgenerate
endmodule
`default_nettype wire

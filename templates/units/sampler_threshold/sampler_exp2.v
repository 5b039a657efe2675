// sampler_exp2: the bipartite table sampler_exp2, looked up without a register.
//
// The unit table_lookup has one after its memories; here the stages are cut elsewhere.
//
// Parameters: K0 >= 1, K1 >= 0, K2 >= 1: index fields; OUT_BITS; T1_BITS 1 ... OUT_BITS; T0_FILE,
//   T1_FILE.
// Combinational: T0[x0|x1] + T1[x0|x2], which never leaves 0 ... 2^OUT_BITS - 1.
`default_nettype none

module sampler_exp2 #(
  parameter integer K0 = 4,
  parameter integer K1 = 3,
  parameter integer K2 = 3,
  parameter integer OUT_BITS = 13,
  parameter integer T1_BITS = 7,
  parameter T0_FILE = "",
  parameter T1_FILE = ""
) (
  input wire [K0+K1+K2-1:0] index_i,
  output wire [OUT_BITS-1:0] value_o
);
  // yosys takes "distributed" for LUT RAM, which it cannot fill.
`ifdef YOSYS
  (* rom_style = "logic" *)
`else
  (* rom_style = "distributed", romstyle = "logic" *)
`endif
  reg [OUT_BITS-1:0] t0_word [0:(1<<(K0+K1))-1];
`ifdef YOSYS
  (* rom_style = "logic" *)
`else
  (* rom_style = "distributed", romstyle = "logic" *)
`endif
  reg [T1_BITS-1:0] t1_word [0:(1<<(K0+K2))-1];

  initial if (T0_FILE != "") $readmemh(T0_FILE, t0_word);
  initial if (T1_FILE != "") $readmemh(T1_FILE, t1_word);

  wire [OUT_BITS-1:0] t0 = t0_word[index_i[K0+K1+K2-1:K2]];
  wire [T1_BITS-1:0] t1 = t1_word[{index_i[K0+K1+K2-1:K1+K2], index_i[K2-1:0]}];
  // One sign bit more than needed keeps the replication legal where T1_BITS = OUT_BITS.
  wire [OUT_BITS:0] sum = {1'b0, t0} + { {(OUT_BITS + 1 - T1_BITS){t1[T1_BITS-1]}}, t1};
  wire unused_sign = sum[OUT_BITS];

  assign value_o = sum[OUT_BITS-1:0];
endmodule
`default_nettype wire

// sigmoid_segments: the straight lines of the sigmoid, base and slope of a segment.
//
// INDEX_BITS of a segment's number; LINE_BITS, SLOPE_BITS of its line; FILE: image, the base above
// the slope. Combinational.
`default_nettype none

`ifdef YOSYS
// On its own, each bit becomes one lookup table: yosys would make two of it and of what inverts the
// index.
(* keep_hierarchy *)
`endif
module sigmoid_segments #(
  parameter integer INDEX_BITS = 6,
  parameter integer LINE_BITS = 20,
  parameter integer SLOPE_BITS = 8,
  parameter FILE = ""
) (
  input wire clk_i,
  input wire [INDEX_BITS-1:0] index_i,
  output wire [LINE_BITS-1:0] base_o,
  output wire [SLOPE_BITS-1:0] slope_o
);
  rom #(
    .INDEX_BITS(INDEX_BITS), .DATA_BITS(LINE_BITS + SLOPE_BITS), .FILE(FILE), .STYLE("distributed"),
    .REGISTER(0)
  ) u_lines (
    .clk_i(clk_i), .en_i(1'b1), .index_i(index_i), .data_o({base_o, slope_o})
  );
endmodule
`default_nettype wire

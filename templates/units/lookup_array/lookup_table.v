// lookup_table: the 27 sums of three operands with weights −1, 0, 1, one of them for each row.
//
// ROWS   read ports         BITS   bits of an operand; a sum has two more
//
// While filling_i is 1 a sum a cycle is made from the last one: operand lane_i of data_i is added
// to it or, with subtract_i, taken away, and a cycle later the new sum is written to code_i. Before
// that, filling_i was 0 for a cycle: the first sum starts from 0. sums_o[r] is what stands at
// codes_i[r]: combinational.
`default_nettype none

module lookup_table #(
  parameter integer ROWS = 8,
  parameter integer BITS = 8
) (
  input wire clk_i,
  input wire en_i,
  input wire filling_i,
  input wire [1:0] lane_i,
  input wire subtract_i,
  input wire write_i,
  input wire [4:0] code_i,
  input wire [3*BITS-1:0] data_i,
  input wire [ROWS*5-1:0] codes_i,
  output wire [ROWS*(BITS+2)-1:0] sums_o
);
  localparam integer SUM_BITS = BITS + 2;
  localparam integer READERS = 7;

  // ---- the next sum -----------------------------------------------------------------------------
  reg  [SUM_BITS-1:0] sum_q;
  wire [BITS-1:0] operand, term;
  wire [SUM_BITS:0] next;
  assign operand =
    lane_i[1] ? data_i[2*BITS+:BITS] : lane_i[0] ? data_i[BITS+:BITS] : data_i[0+:BITS];
  assign term = operand ^ {BITS{subtract_i}};
  // The lowest bit carries the one in that makes a complement a negative.
  assign next = {sum_q, 1'b1} + {term[BITS-1], term[BITS-1], term, subtract_i};
  wire clear;
  assign clear = en_i & ~filling_i;
  always @(posedge clk_i) begin
    if (clear) sum_q <= {SUM_BITS{1'b0}};
    else if (en_i) sum_q <= next[SUM_BITS:1];
  end
  wire unused_carry = next[0];

  // ---- all of them ------------------------------------------------------------------------------
  // Copies of seven read ports: eight LUTs of an UltraScale+ hold two bits of 32 words for seven
  // readers and the writer.
  wire write;
  assign write = en_i & write_i;
  genvar copy, r;
  generate
    for (copy = 0; copy < ROWS; copy = copy + READERS) begin : g_copy
      (* ram_style = "distributed" *)
      reg [SUM_BITS-1:0] sums[0:31];
      always @(posedge clk_i) if (write) sums[code_i] <= sum_q;
      for (r = copy; r < ROWS && r < copy + READERS; r = r + 1) begin : g_row
        assign sums_o[r*SUM_BITS+:SUM_BITS] = sums[codes_i[r*5+:5]];
      end
    end
  endgenerate
endmodule
`default_nettype wire

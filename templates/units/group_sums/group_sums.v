// group_sums: sums of words become sums of groups, less a zero point's share, times a scale; of all
// rows of the array.
//
// ROWS, LANES    rows and lanes of the array
// GROUP_SIZE     columns of a group, a power of two of LANES or more
// SUM_BITS       bits of a word's sum
// GROUPS         groups of the longest vector
// SCALE_BITS     bits of a scale, unsigned
// WORDS          words of FILE: for each row a scale and 4 bits of zero point above it, tile after
//                tile, group after group
// LEVELS, DELAY  of the array: levels between two registers, cycles from an operand to its word's
//                sum, at least 1
// WORD_BITS      bits of the number of a word in its vector
//
// q_*                   quantised words, whose sums are kept until the next vector
// word_i, last_word_i   in the cycle of a word's operands: its number, and whether it is the
//                       vector's last
// taken_i, sums_i       DELAY cycles later: its sums, of a word that is no gap and no identity;
//                       ends_o: its group ends
// products_o            3 cycles after a group's end
// step_i goes back to the first scales.
`default_nettype none

module group_sums #(
  parameter integer ROWS = 8,
  parameter integer LANES = 16,
  parameter integer ACTIVATION_BITS = 8,
  parameter integer SUM_BITS = 15,
  parameter integer GROUP_SIZE = 64,
  parameter integer GROUPS = 2,
  parameter integer SCALE_BITS = 8,
  parameter integer WORDS = 16,
  parameter FILE = "",
  parameter ROM_STYLE = "distributed",
  parameter integer LEVELS = 3,
  parameter integer DELAY = 2,
  parameter integer WORD_BITS = 3,
  parameter MULTIPLIER = "dsp"
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire step_i,
  input wire q_valid_i,
  input wire q_first_i,
  input wire [LANES*ACTIVATION_BITS-1:0] q_data_i,
  input wire [WORD_BITS-1:0] word_i,
  input wire last_word_i,
  input wire taken_i,
  input wire [ROWS*SUM_BITS-1:0] sums_i,
  output wire ends_o,
  output wire [ROWS*(SUM_BITS+$clog2(GROUP_SIZE/LANES)+1+SCALE_BITS)-1:0] products_o
);
  // ---- illegal parameters name themselves: no such module exists ------------------------------
  generate
    if (LANES < 1 || (LANES & (LANES - 1)) != 0) begin : g_illegal_lanes
      group_sums_LANES_must_be_a_power_of_two u_illegal ();
    end
    if (GROUP_SIZE < 1 || (GROUP_SIZE & (GROUP_SIZE - 1)) != 0) begin : g_illegal_group_size
      group_sums_GROUP_SIZE_must_be_a_power_of_two u_illegal ();
    end
    if (GROUP_SIZE < LANES) begin : g_illegal_group_size_2
      group_sums_GROUP_SIZE_must_be_at_least_LANES u_illegal ();
    end
    if (DELAY < 1) begin : g_illegal_delay
      group_sums_DELAY_must_be_at_least_1 u_illegal ();
    end
  endgenerate

  localparam integer BEATS = GROUP_SIZE / LANES;
  localparam integer BEAT_BITS = $clog2(BEATS);
  localparam integer GROUP_BITS = SUM_BITS + BEAT_BITS;
  localparam integer PRODUCT_BITS = GROUP_BITS + 1 + SCALE_BITS;
  localparam integer OPERAND_BITS = ACTIVATION_BITS + $clog2(GROUP_SIZE);
  localparam integer MULTIPLE_BITS = OPERAND_BITS + 2;
  localparam integer INDEX_BITS = (GROUPS > 1) ? $clog2(GROUPS) : 1;
  localparam integer ENTRY_BITS = SCALE_BITS + 4;
  localparam [31:0] WITHIN = BEATS - 1;

  wire [WORD_BITS-1:0] place;
  wire begins;
  assign place = word_i & WITHIN[WORD_BITS-1:0];
  delay_line #(.BITS(2), .DEPTH(DELAY)) u_ends (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({place == {WORD_BITS{1'b0}}, last_word_i || place == WITHIN[WORD_BITS-1:0]}),
    .out_o({begins, ends_o})
  );

  // A group's sum of operands is complete a cycle before its last word's sums come.
  wire [WORD_BITS-1:0] group, group_asked;
  wire [OPERAND_BITS-1:0] operand_sum;
  assign group = word_i >> BEAT_BITS;
  delay_line #(.BITS(WORD_BITS), .DEPTH(DELAY - 1)) u_asked (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i(group), .out_o(group_asked)
  );
  wire unused_asked = &{1'b0, group_asked};
  operand_sums #(
    .LANES(LANES), .ACTIVATION_BITS(ACTIVATION_BITS), .GROUP_BEATS(BEATS), .GROUPS(GROUPS),
    .INDEX_BITS(INDEX_BITS),
    .LEVELS(LEVELS), .SUM_BITS(OPERAND_BITS)
  ) u_operand_sums (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .q_valid_i(q_valid_i), .q_first_i(q_first_i),
    .q_data_i(q_data_i),
    .index_i(group_asked[INDEX_BITS-1:0]), .sum_o(operand_sum)
  );
  wire [MULTIPLE_BITS-1:0] once, thrice, negative;
  assign once = { {2{operand_sum[OPERAND_BITS-1]}}, operand_sum};
  assign thrice = once + {once[MULTIPLE_BITS-2:0], 1'b0};
  assign negative = ~once + 1'b1;

  wire [ROWS*ENTRY_BITS-1:0] entries;
  sequence_rom #(
    .WORDS(WORDS), .DATA_BITS(ROWS * ENTRY_BITS), .STYLE(ROM_STYLE), .FILE(FILE)
  ) u_entries (
    .clk_i(clk_i), .en_i(en_i), .start_i(step_i), .next_i(taken_i & ends_o), .data_o(entries)
  );

  genvar r;
  generate
    for (r = 0; r < ROWS; r = r + 1) begin : g_row
      wire [ENTRY_BITS-1:0] entry;
      wire [SCALE_BITS-1:0] scale;
      assign entry = entries[r*ENTRY_BITS+:ENTRY_BITS];
      delay_line #(.BITS(SCALE_BITS), .DEPTH(2)) u_scale (
        .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i(entry[SCALE_BITS-1:0]), .out_o(scale)
      );
      group_sum #(
        .SUM_BITS(SUM_BITS), .GROUP_BITS(GROUP_BITS), .MULTIPLE_BITS(MULTIPLE_BITS),
        .SCALE_BITS(SCALE_BITS),
        .MULTIPLIER(MULTIPLIER)
      ) u_group (
        .clk_i(clk_i), .en_i(en_i), .first_i(begins), .sum_i(sums_i[r*SUM_BITS+:SUM_BITS]),
        .zero_i(entry[ENTRY_BITS-1:SCALE_BITS]), .once_i(once), .thrice_i(thrice),
        .negative_i(negative),
        .scale_i(scale), .product_o(products_o[r*PRODUCT_BITS+:PRODUCT_BITS])
      );
    end
  endgenerate
endmodule
`default_nettype wire

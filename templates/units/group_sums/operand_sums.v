// operand_sums: the sum of the operands of each group of a vector, kept until the next vector.
//
// LANES            operands of a word, a power of two
// ACTIVATION_BITS  bits of an operand
// GROUP_BEATS      words of a group, a power of two
// GROUPS           groups of the longest vector
// LEVELS           levels of logic between two registers of the adder tree
//
// q_*      quantised words from norm_quantise; a vector's last group may have fewer words
// index_i  the group whose sum is wanted; sum_o holds it one enabled cycle later
// A sum can be asked for 1 + floor(log2 LANES / LEVELS) cycles after its group's last word.
`default_nettype none

module operand_sums #(
  parameter integer LANES = 16,
  parameter integer ACTIVATION_BITS = 8,
  parameter integer GROUP_BEATS = 4,
  parameter integer GROUPS = 2,
  parameter integer INDEX_BITS = 1,
  parameter integer LEVELS = 3,
  parameter integer SUM_BITS = 14
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire q_valid_i,
  input wire q_first_i,
  input wire [LANES*ACTIVATION_BITS-1:0] q_data_i,
  input wire [INDEX_BITS-1:0] index_i,
  output wire [SUM_BITS-1:0] sum_o
);
  localparam integer BEAT_SHIFT = $clog2(GROUP_BEATS);
  localparam integer BEAT_BITS = INDEX_BITS + BEAT_SHIFT;
  localparam integer WORD_BITS = ACTIVATION_BITS + $clog2(LANES);
  localparam [31:0] WITHIN = GROUP_BEATS - 1;

  wire [WORD_BITS-1:0] word_sum;
  adder_tree #(
    .COUNT(LANES), .IN_BITS(ACTIVATION_BITS), .LEVELS_PER_STAGE(LEVELS), .LEVELS_BEFORE(0)
  ) u_tree (.clk_i(clk_i), .en_i(en_i), .terms_i(q_data_i), .sum_o(word_sum));
  wire valid, first;
  delay_line #(.BITS(2), .DEPTH($clog2(LANES) / LEVELS)) u_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i({q_valid_i, q_first_i}), .out_o({valid, first})
  );

  reg  [BEAT_BITS-1:0] beat_q;
  reg  [SUM_BITS-1:0] total_q;
  wire [BEAT_BITS-1:0] beat;
  wire [SUM_BITS-1:0] addend, total;
  wire begins;
  resize_signed #(
    .IN_BITS(WORD_BITS), .OUT_BITS(SUM_BITS)
  ) u_addend (
    .in_i(word_sum), .out_o(addend)
  );
  assign beat = first ? {BEAT_BITS{1'b0}} : beat_q;
  assign begins = (beat & WITHIN[BEAT_BITS-1:0]) == {BEAT_BITS{1'b0}};
  assign total = (begins ? {SUM_BITS{1'b0}} : total_q) + addend;
  always @(posedge clk_i) begin
    if (en_i && valid) begin
      beat_q  <= beat + 1'b1;
      total_q <= total;
    end
  end
  ram #(.WORDS(GROUPS), .ADDRESS_BITS(INDEX_BITS), .DATA_BITS(SUM_BITS)) u_sums (
    .clk_i(clk_i), .en_i(en_i), .write_i(valid), .write_address_i(beat[BEAT_BITS-1:BEAT_SHIFT]),
    .write_data_i(total), .read_address_i(index_i), .read_data_o(sum_o)
  );
endmodule
`default_nettype wire

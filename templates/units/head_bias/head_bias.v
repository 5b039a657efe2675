// head_bias: adds the biases of keys, values and queries to the results that pass, limited to
// ±(2^(BITS−1) − 1).
//
// ROWS elements of a beat, BITS of an element; WORDS beats of biases a step (step_i), 16 bits each,
// in the order of the beats; FILE, ROM_STYLE their image. tag_i, first_i and last_i travel along.
// Latency 1; out_tag_o is 0 where no beat is.
`default_nettype none

module head_bias #(
  parameter integer ROWS = 8,
  parameter integer BITS = 16,
  parameter integer WORDS = 6,
  parameter integer TAG_BITS = 3,
  parameter FILE = "",
  parameter ROM_STYLE = "distributed"
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire step_i,
  input wire valid_i,
  input wire first_i,
  input wire last_i,
  input wire [TAG_BITS-1:0] tag_i,
  input wire [ROWS*BITS-1:0] data_i,
  output wire out_valid_o,
  output wire out_first_o,
  output wire out_last_o,
  output wire [TAG_BITS-1:0] out_tag_o,
  output wire [ROWS*BITS-1:0] out_data_o
);
  // ---- illegal parameters name themselves: no such module exists ------------------------------
  generate
    if (ROWS < 1) begin : g_illegal_rows
      head_bias_ROWS_must_be_at_least_1 u_illegal ();
    end
    if (WORDS < 1) begin : g_illegal_words
      head_bias_WORDS_must_be_at_least_1 u_illegal ();
    end
  endgenerate

  wire [ROWS*16-1:0] biases;
  sequence_rom #(.WORDS(WORDS), .DATA_BITS(ROWS * 16), .STYLE(ROM_STYLE), .FILE(FILE)) u_biases (
    .clk_i(clk_i), .en_i(en_i), .start_i(step_i), .next_i(valid_i), .data_o(biases)
  );
  delay_line #(.BITS(3 + TAG_BITS), .DEPTH(1)) u_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({valid_i, first_i, last_i, tag_i & {TAG_BITS{valid_i}}}),
    .out_o({out_valid_o, out_first_o, out_last_o, out_tag_o})
  );
  genvar r;
  generate
    for (r = 0; r < ROWS; r = r + 1) begin : g_row
      wire signed [BITS-1:0] y, bias;
      wire signed [BITS:0] sum;
      wire [BITS-1:0] limited;
      reg [BITS-1:0] limited_q;
      assign y = data_i[r*BITS+:BITS];
      // A bias fits the format of what it is added to.
      assign bias = biases[r*16+:BITS];
      assign sum = {y[BITS-1], y} + {bias[BITS-1], bias};
      round_clamp_biased #(.IN_BITS(BITS + 1), .DROP(0), .OUT_BITS(BITS)) u_limit (
        .biased_i(sum), .tie_i(1'b0), .rounded_o(limited)
      );
      always @(posedge clk_i) if (en_i) limited_q <= limited;
      assign out_data_o[r*BITS+:BITS] = limited_q;
    end
  endgenerate
  wire unused_biases = &{1'b0, biases};
endmodule
`default_nettype wire

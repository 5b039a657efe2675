// sampler_threshold_mass: the summed weight before each threshold of a pass, and which interval
// holds a limit.
//
// The sums of one pass can be kept, to be asked when the limit is known. Tree 0 also sums what is
// drawn from.
//
// Parameters: LANES 2 ... 64; W bits of a weight; MASS bits that a pass decides; SUM bits of all
//   weights together; WORD = W + clog2(LANES).
// Latency: 3 enabled cycles from weights_i to the sums, 2 to word_o, 4 to nodes_o; what is said of
//   them is combinational.
`default_nettype none

module sampler_threshold_mass #(
  parameter integer LANES = 32,
  parameter integer W = 17,
  parameter integer MASS = 3,
  parameter integer SUM = 26,
  parameter integer WORD = 22
) (
  input wire clk_i,
  input wire en_i,
  input wire [LANES*W-1:0] weights_i,
  // Of lane l: before threshold j, bit l * 2^MASS + j.
  input wire [LANES*(1<<MASS)-1:0] before_i,
  input wire draw_i,
  input wire [LANES-1:0] drawn_i,
  // Two cycles after their word: the sums take it in.
  input wire valid_i,
  input wire first_i,
  // The sums are kept; those that were kept are asked.
  input wire save_i,
  input wire saved_i,
  input wire [SUM-1:0] limit_i,
  output reg [MASS-1:0] digit_o,
  // The sum before the interval that is asked for, or else before that of the limit.
  input wire chosen_i,
  input wire [(1<<MASS)-1:0] interval_i,
  output reg [SUM-1:0] before_o,
  // Tree 0: the word's sum and the nodes on the way to its lanes.
  output wire [WORD-1:0] word_o,
  output wire [(LANES-1)*WORD-1:0] nodes_o
);
  localparam integer T = 1 << MASS;

  reg [LANES*W-1:0] weights_q;
  always @(posedge clk_i) if (en_i) weights_q <= weights_i;
  wire [T*SUM-1:0] sums;
  wire [T*WORD-1:0] words;
  wire [T*(LANES-1)*WORD-1:0] nodes;
  wire [T:0] less;  // than the limit
  assign less[0] = 1'b1;
  assign less[T] = 1'b0;
  genvar j, l;
  generate
    for (j = 0; j < T; j = j + 1) begin : g_threshold
      wire [LANES-1:0] keep;
      reg [LANES-1:0] keep_q;
      always @(posedge clk_i) if (en_i) keep_q <= keep;
      for (l = 0; l < LANES; l = l + 1) begin : g_lane
        if (j == 0) begin : g_drawn
          assign keep[l] = draw_i ? drawn_i[l] : before_i[l*T];
        end else begin : g_before
          assign keep[l] = before_i[l*T+j];
        end
      end
      sampler_threshold_tree #(
        .LANES(LANES), .BITS(W), .SUM(WORD), .NODES((j == 0) ? 1 : 0)
      ) u_tree (
        .clk_i(clk_i), .en_i(en_i), .terms_i(weights_q), .keep_i(keep_q),
        .sum_o(words[j*WORD+:WORD]),
        .nodes_o(nodes[j*(LANES-1)*WORD+:(LANES-1)*WORD])
      );
      reg [SUM-1:0] sum_q;
      always @(posedge clk_i) begin
        if (en_i && valid_i)
          sum_q <= (sum_q & {SUM{!first_i}}) + { {(SUM - WORD){1'b0}}, words[j*WORD+:WORD]};
      end
      assign sums[j*SUM+:SUM] = sum_q;
      if (j > 0) begin : g_less
        // Nothing is before threshold 0 of the pass whose sums are kept.
        reg [SUM-1:0] saved_q;
        always @(posedge clk_i) if (en_i && save_i) saved_q <= sum_q;
        assign less[j] = (saved_i ? saved_q : sum_q) < limit_i;
      end
    end
  endgenerate
  assign word_o = words[WORD-1:0];
  assign nodes_o = nodes[(LANES-1)*WORD-1:0];
  wire unused = &{1'b0, nodes};

  integer b, i;
  always @* begin
    digit_o = {MASS{1'b0}};
    before_o = {SUM{1'b0}};
    for (i = 0; i < T; i = i + 1) begin
      for (b = 0; b < MASS; b = b + 1) if (i[b]) digit_o[b] = digit_o[b] || (less[i] && !less[i+1]);
      before_o = before_o
        | (sums[i*SUM+:SUM] & {SUM{chosen_i ? interval_i[i] : less[i] && !less[i+1]}});
    end
  end
endmodule
`default_nettype wire

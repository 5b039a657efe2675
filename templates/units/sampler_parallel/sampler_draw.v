// sampler_draw: the first token whose sum of weights, in vocabulary order and up to it, is above t
// = u * total.
//
// Parameters: V 2 ... 64; W bits of a weight; SUM = clog2(V * 2^(W-1) + 1); TOKEN = clog2(V).
// Latency: 2 enabled cycles from weights_i and from total_i to a token_o that is not registered.
//   There is always such a token: t is below the total, which is the sum of all weights.
`default_nettype none

module sampler_draw #(
  parameter integer V = 27,
  parameter integer W = 13,
  parameter integer SUM = 17,
  parameter integer TOKEN = 5
) (
  input wire clk_i,
  input wire en_i,
  input wire [V*W-1:0] weights_i,
  input wire [SUM-1:0] total_i,
  // u * 2^24
  input wire [23:0] fraction_i,
  output wire [TOKEN-1:0] token_o
);
  localparam integer LEVELS = $clog2(V);
  wire [SUM+23:0] product = { {SUM{1'b0}}, fraction_i} * {24'd0, total_i};
  reg [SUM-1:0] product_q, threshold_q;
  always @(posedge clk_i) begin
    if (en_i) begin
      product_q <= product[SUM+23:24];
      threshold_q <= product_q;
    end
  end
  wire unused = &{1'b0, product[23:0]};

  wire [V*SUM-1:0] sums;
  reg [V*SUM-1:0] sums_q;
  prefix_sums #(.N(V), .IN_BITS(W), .OUT_BITS(SUM), .CUT((LEVELS + 1) / 2), .BEFORE(0)) u_prefix (
    .clk_i(clk_i), .en_i(en_i), .terms_i(weights_i), .before_i({SUM{1'b0}}), .sums_o(sums)
  );
  always @(posedge clk_i) if (en_i) sums_q <= sums;

  // reached[i]: the sum before token i is above the threshold, so the token is a smaller one. It
  // never falls.
  wire [V:0] reached;
  assign reached[0] = 1'b0;
  genvar i, b;
  generate
    for (i = 0; i < V; i = i + 1) begin : g_token
      wire [SUM:0] difference = {1'b0, threshold_q} - {1'b0, sums_q[i*SUM+:SUM]};
      assign reached[i+1] = difference[SUM];
      wire unused_bits = &{1'b0, difference};
    end
    // Bit b of the token is 1 between the odd and the next even multiple of 2^b.
    for (b = 0; b < TOKEN; b = b + 1) begin : g_bit
      localparam integer SPANS = ((V - 1) / (1 << b) + 1) / 2;
      wire [SPANS-1:0] inside_span;
      for (i = 0; i < SPANS; i = i + 1) begin : g_span
        localparam integer FROM = (2 * i + 1) << b;
        localparam integer TO = (FROM + (1 << b) < V) ? FROM + (1 << b) : V;
        assign inside_span[i] = reached[TO] && !reached[FROM];
      end
      assign token_o[b] = |inside_span;
    end
  endgenerate
  wire unused_ends = &{1'b0, reached};
endmodule
`default_nettype wire

// attention_value: the weighted sums of one head's values, acc = floor(acc / 2^delta) + p * v.
//
// acc_o are the sums, acc_next_o what they become with prob_i, delta_i and value_i, if valid_i;
//   clear_i, in the cycle before a new sum's first product, makes them 0 instead. Product and sum
//   share a stage: one DSP with its adder, the shift in a loop around it.
//
// Parameters: HEAD_DIM >= 1, KV_BITS, PROB_BITS, ACC_BITS = PROB_BITS + clog2(CONTEXT) + KV_BITS,
//   2^DELTA_BITS >= ACC_BITS.
`default_nettype none

module attention_value #(
  parameter integer HEAD_DIM = 4,
  parameter integer KV_BITS = 8,
  parameter integer PROB_BITS = 12,
  parameter integer ACC_BITS = 24,
  parameter integer DELTA_BITS = 5,
  parameter MULTIPLIER = "dsp"
) (
  input wire clk_i,
  input wire en_i,
  input wire valid_i,
  input wire [PROB_BITS:0] prob_i,
  input wire [DELTA_BITS-1:0] delta_i,
  input wire clear_i,
  input wire [HEAD_DIM*KV_BITS-1:0] value_i,
  output wire [HEAD_DIM*ACC_BITS-1:0] acc_o,
  output wire [HEAD_DIM*ACC_BITS-1:0] acc_next_o
);
  // p <= 2^PROB_BITS and |v| < 2^(KV_BITS-1).
  localparam integer PRODUCT_BITS = PROB_BITS + KV_BITS;

  genvar i;
  generate
    for (i = 0; i < HEAD_DIM; i = i + 1) begin : g_element
      wire signed [PROB_BITS+1:0] p = {1'b0, prob_i};
      wire signed [KV_BITS-1:0] v = value_i[i*KV_BITS+:KV_BITS];
      wire signed [PROB_BITS+KV_BITS+1:0] product;
      wire unused_signs = &product[PROB_BITS+KV_BITS+1:PRODUCT_BITS];
      reg signed [ACC_BITS-1:0] acc_q;
      wire signed [ACC_BITS-1:0] shifted = acc_q >>> delta_i;
      wire signed [PRODUCT_BITS-1:0] addend = product[PRODUCT_BITS-1:0];
      wire [ACC_BITS-1:0] acc_d;

      multiplier #(.A_BITS(PROB_BITS+2), .B_BITS(KV_BITS), .STYLE(MULTIPLIER)) multiply (
        .a_i(p), .b_i(v), .product_o(product)
      );

      if (ACC_BITS > PRODUCT_BITS) begin : g_extend
        assign acc_d = shifted + { {(ACC_BITS-PRODUCT_BITS){addend[PRODUCT_BITS-1]}}, addend};
      end else begin : g_same
        assign acc_d = shifted + addend;
      end

      always @(posedge clk_i) begin
        // The enable inside, for the reset of a DSP's register has priority over its enable.
        if (en_i && clear_i) acc_q <= {ACC_BITS{1'b0}};
        else if (en_i && valid_i) acc_q <= acc_d;
      end

      assign acc_o[i*ACC_BITS+:ACC_BITS] = acc_q;
      assign acc_next_o[i*ACC_BITS+:ACC_BITS] = acc_d;
    end
  endgenerate
endmodule
`default_nettype wire

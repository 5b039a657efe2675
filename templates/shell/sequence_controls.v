// sequence_controls: what a sequence samples with, taken as a whole from the registers when load_i
// is 1, so that a write during a sequence acts on the next one. The same registers are checked:
// bad_o refuses the sequence. It lives in wall time (no en_i).
//
// Parameters: TOKEN_BITS 1 .. 24; SCALE_BITS 4 .. 16; POSITION_BITS 1 .. 24;
//   TOP_K_BITS TOKEN_BITS .. 24; VOCABULARY 1 .. 2^TOKEN_BITS.
// Latency: load_i to the outputs 1 cycle; limit_o follows the register at once.
`default_nettype none

module sequence_controls #(
  parameter integer TOKEN_BITS = 5,
  parameter integer POSITION_BITS = 4,
  parameter integer SCALE_BITS = 12,
  parameter integer TOP_K_BITS = 5,
  parameter integer VOCABULARY = 27
) (
  input wire clk_i,
  input wire load_i,
  // Registers, as the host has written them, and the folded temperature.
  input wire stop_enable_i,
  input wire [23:0] stop_token_i,
  input wire [31:0] max_new_tokens_i,
  input wire greedy_i,
  input wire [23:0] top_k_i,
  input wire [16:0] top_p_i,
  input wire [31:0] seed_i,
  input wire temperature_bad_i,
  input wire [SCALE_BITS-1:0] head_mantissa_i,
  input wire signed [7:0] head_shift_i,
  // The sequence's settings. top_k_o 0 is the whole vocabulary (also if
  // that takes a bit more than TOP_K_BITS: it is cut to 0).
  output reg bad_o,
  output reg stop_enable_o,
  output reg [TOKEN_BITS-1:0] stop_token_o,
  output wire [POSITION_BITS:0] limit_o,
  output reg greedy_o,
  output reg [TOP_K_BITS-1:0] top_k_o,
  output reg [16:0] top_p_o,
  output reg [31:0] seed_o,
  output reg [SCALE_BITS-1:0] head_mantissa_o,
  output reg signed [7:0] head_shift_o
);
  wire [24:0] top_k = {1'b0, top_k_i};
  wire bad_top_k = top_k > VOCABULARY[24:0];
  wire bad_top_p = (top_p_i == 17'd0) || (top_p_i > 17'h10000);
  // A stop token outside of the vocabulary never comes; its low bits must not stop at another.
  wire stop_possible = {1'b0, stop_token_i} < VOCABULARY[24:0];
  // More tokens than the context has are no limit; neither are 0.
  wire unlimited = max_new_tokens_i[31:POSITION_BITS+1] != {(31-POSITION_BITS){1'b0}};

  assign limit_o = unlimited ? {(POSITION_BITS+1){1'b0}} : max_new_tokens_i[POSITION_BITS:0];

  always @(posedge clk_i) begin
    if (load_i) begin
      bad_o <= temperature_bad_i || bad_top_k || bad_top_p;
      stop_enable_o <= stop_enable_i && stop_possible;
      stop_token_o <= stop_token_i[TOKEN_BITS-1:0];
      greedy_o <= greedy_i;
      top_k_o <= top_k_i[TOP_K_BITS-1:0];
      top_p_o <= top_p_i;
      seed_o <= seed_i;
      head_mantissa_o <= head_mantissa_i;
      head_shift_o <= head_shift_i;
    end
  end
endmodule
`default_nettype wire

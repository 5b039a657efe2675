// temperature_fold: the head's dequantisation constant with the inverse temperature folded in
// (docs/arithmetic.md, section 7), by shift and add, one bit of the temperature's mantissa a cycle:
//   P = HEAD_MANTISSA * t_m;  P >= 2^(2SB-1): (P >> SB, HEAD_SHIFT + t_s - 1),
//   else (P >> (SB-1), HEAD_SHIFT + t_s);  greedy: as for t_m = 2^(SB-1), t_s = 0.
// mantissa_i holds t_m left-aligned in 16 bits, so that it reads the same for every SB.
// It lives in wall time (no en_i).
//
// Parameters: SCALE_BITS SB 4 .. 16; HEAD_MANTISSA 2^(SB-1) .. 2^SB-1; HEAD_SHIFT -100 .. 100.
// Latency: restart_i in cycle c, new inputs from c+1 on, busy_o in c+1 .. c+SB+1, results and
//   bad_o (the code is not allowed: 1/16 <= T <= 16, normalised) after it. Reset leaves the
//   results of T = 1 (or greedy), which is what the registers hold then, and is not busy.
`default_nettype none

module temperature_fold #(
  parameter integer SCALE_BITS = 12,
  parameter integer HEAD_MANTISSA = 2048,
  parameter integer HEAD_SHIFT = 0
) (
  input wire clk_i,
  input wire rst_i,
  // 1 in the cycle before the first in which the inputs have new values.
  input wire restart_i,
  input wire greedy_i,
  input wire [15:0] mantissa_i,
  input wire signed [7:0] shift_i,
  output wire busy_o,
  output wire bad_o,
  output wire [SCALE_BITS-1:0] head_mantissa_o,
  output wire signed [7:0] head_shift_o
);
  localparam [SCALE_BITS-1:0] CONSTANT = HEAD_MANTISSA[SCALE_BITS-1:0];
  localparam signed [7:0] CONSTANT_SHIFT = HEAD_SHIFT[7:0];
  localparam [15:0] UNITY = 16'h8000;
  localparam [4:0] LAST = SCALE_BITS[4:0] - 5'd1;

  reg busy_q;
  reg load_q;               // the first busy cycle takes the inputs
  reg [4:0] count_q;
  reg [SCALE_BITS-1:0] multiplier_q;
  reg [SCALE_BITS-1:0] sum_q;   // top bits of the product so far
  reg below_q;              // the product's bit just below them
  reg signed [7:0] shift_q;
  reg bad_q;

  wire [16:0] aligned = {1'b0, greedy_i ? UNITY : mantissa_i};
  wire unused_aligned = &{1'b0, aligned};
  // Bits below the mantissa's SB must be 0: nothing is dropped without a word.
  wire [31:0] residue = { 16'd0, mantissa_i } << SCALE_BITS;
  wire loose = !mantissa_i[15] || (residue[15:0] != 16'd0);
  wire too_hot = shift_i > 8'sd4;
  // The inverse temperature 16 itself is the code (2^(SB-1), -4).
  wire too_cold = (shift_i < -8'sd4) || ((shift_i == -8'sd4) && (mantissa_i != UNITY));
  wire unused_residue = &{1'b0, residue[31:16]};

  wire [SCALE_BITS:0] sum_d = {1'b0, sum_q}
    + (multiplier_q[0] ? {1'b0, CONSTANT} : {(SCALE_BITS+1){1'b0}});
  wire done = count_q == LAST;

  always @(posedge clk_i) begin
    if (rst_i) begin
      busy_q <= 1'b0;
      load_q <= 1'b0;
    end else begin
      busy_q <= restart_i || (busy_q && (load_q || !done));
      load_q <= restart_i;
    end
  end

  // Data registers with a reset: a first sequence need not wait for a product known beforehand.
  always @(posedge clk_i) begin
    if (rst_i) begin
      sum_q <= CONSTANT;
      shift_q <= CONSTANT_SHIFT + 8'sd1;
      bad_q <= 1'b0;
    end else if (load_q) begin
      count_q <= 5'd0;
      multiplier_q <= aligned[15 -: SCALE_BITS];
      sum_q <= {SCALE_BITS{1'b0}};
      shift_q <= greedy_i ? CONSTANT_SHIFT : CONSTANT_SHIFT + shift_i;
      bad_q <= loose || too_hot || too_cold;
    end else if (busy_q) begin
      count_q <= count_q + 5'd1;
      multiplier_q <= {1'b0, multiplier_q[SCALE_BITS-1:1]};
      {sum_q, below_q} <= sum_d;
    end
  end

  assign busy_o = busy_q;
  assign bad_o = bad_q;
  assign head_mantissa_o = sum_q[SCALE_BITS-1] ? sum_q : {sum_q[SCALE_BITS-2:0], below_q};
  assign head_shift_o = sum_q[SCALE_BITS-1] ? shift_q - 8'sd1 : shift_q;
endmodule
`default_nettype wire

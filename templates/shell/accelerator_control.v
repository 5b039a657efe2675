// accelerator_control: the host's side of an accelerator: control registers, the settings that a
// sequence samples with, counters and the sticky error. It lives in wall time (no en_i).
//
// Parameters: as accelerator_shell.
// Latency: a register written in cycle c (write_i) holds from c+1 on; a sequence that begins in
//   c+2 or later has it. After a write to `temperature` sequences wait SCALE_BITS + 1 cycles.
`default_nettype none

module accelerator_control #(
  parameter integer TOKEN_BITS = 5,
  parameter integer TDATA_BITS = 8,
  parameter integer POSITION_BITS = 4,
  parameter integer SCALE_BITS = 12,
  parameter integer TOP_K_BITS = 5,
  parameter integer VOCABULARY = 27,
  parameter integer CONTEXT = 16,
  parameter integer HEAD_MANTISSA = 2048,
  parameter integer HEAD_SHIFT = 0,
  parameter integer CLOCK_HZ = 250000000,
  parameter [63:0] BUILD_ID = 64'd0,
  parameter integer COUNTERS = 1
) (
  input wire clk_i,
  input wire rst_i,
  // Register bus.
  input wire write_i,
  input wire [9:0] write_address_i,
  input wire [31:0] write_data_i,
  input wire [3:0] write_strobe_i,
  output wire write_error_o,
  input wire read_i,
  input wire [9:0] read_address_i,
  output wire [31:0] read_data_o,
  output wire read_error_o,
  // To and from step_control.
  output wire allow_o,
  output wire abort_o,
  input wire load_i,
  output wire configuration_bad_o,
  output wire stop_enable_o,
  output wire [TOKEN_BITS-1:0] stop_token_o,
  output wire [POSITION_BITS:0] limit_o,
  input wire refused_i,
  input wire [2:0] refused_code_i,
  // To the core.
  output wire greedy_o,
  output wire [TOP_K_BITS-1:0] top_k_o,
  output wire [16:0] top_p_o,
  output wire [31:0] seed_o,
  output wire [SCALE_BITS-1:0] head_mantissa_o,
  output wire signed [7:0] head_shift_o,
  // Status and events.
  input wire busy_i,
  input wire generating_i,
  input wire input_queued_i,
  input wire output_queued_i,
  input wire [POSITION_BITS-1:0] position_i,
  input wire core_cycle_i,
  input wire input_stall_i,
  input wire output_stall_i,
  input wire token_in_i,
  input wire token_out_i,
  input wire sequence_i
);
  wire enable, clear_counters, stop_enable, greedy, temperature_written, error_clear;
  wire folding, bad_temperature;
  wire [23:0] stop_token, top_k;
  wire [31:0] max_new_tokens, seed, tokens_in, tokens_out, sequences;
  wire [15:0] mantissa;
  wire [7:0] shift;
  wire [16:0] top_p;
  wire [63:0] cycles, core_cycles, input_stalls, output_stalls;
  wire [SCALE_BITS-1:0] folded_mantissa;
  wire signed [7:0] folded_shift;
  reg error_q;
  reg [2:0] error_code_q;

  assign allow_o = enable && !folding;

  // The first error stays until the host clears it.
  always @(posedge clk_i) begin
    if (rst_i) begin
      error_q <= 1'b0;
      error_code_q <= 3'd0;
    end else if (!error_q || error_clear) begin
      error_q <= refused_i;
      error_code_q <= refused_i ? refused_code_i : 3'd0;
    end
  end

  control_registers u_registers (
    .clk_i                    (clk_i),
    .rst_i                    (rst_i),
    .write_i                  (write_i),
    .write_address_i          (write_address_i),
    .write_data_i             (write_data_i),
    .write_strobe_i           (write_strobe_i),
    .write_error_o            (write_error_o),
    .read_i                   (read_i),
    .read_address_i           (read_address_i),
    .read_data_o              (read_data_o),
    .read_error_o             (read_error_o),
    .build_id_i               (BUILD_ID),
    .vocabulary_i             (VOCABULARY[31:0]),
    .context_i                (CONTEXT[31:0]),
    .formats_scale_bits_i     (SCALE_BITS[7:0]),
    .formats_token_bytes_i    (TDATA_BITS[10:3]),
    .clock_hz_i               (CLOCK_HZ[31:0]),
    .control_enable_o         (enable),
    .control_abort_o          (abort_o),
    .control_clear_counters_o (clear_counters),
    .status_busy_i            (busy_i),
    .status_generating_i      (generating_i),
    .status_folding_i         (folding),
    .status_input_queued_i    (input_queued_i),
    .status_output_queued_i   (output_queued_i),
    .error_pending_i          (error_q),
    .error_pending_clear_o    (error_clear),
    .error_code_i             (error_code_q),
    .position_i               ({ {(32-POSITION_BITS){1'b0}}, position_i }),
    .stop_token_token_o       (stop_token),
    .stop_token_enable_o      (stop_enable),
    .max_new_tokens_o         (max_new_tokens),
    .temperature_mantissa_o   (mantissa),
    .temperature_shift_o      (shift),
    .temperature_greedy_o     (greedy),
    .temperature_written_o    (temperature_written),
    .top_k_o                  (top_k),
    .top_p_o                  (top_p),
    .seed_o                   (seed),
    .cycles_i                 (cycles),
    .core_cycles_i            (core_cycles),
    .input_stalls_i           (input_stalls),
    .output_stalls_i          (output_stalls),
    .tokens_in_i              (tokens_in),
    .tokens_out_i             (tokens_out),
    .sequences_i              (sequences)
  );

  temperature_fold #(
    .SCALE_BITS    (SCALE_BITS),
    .HEAD_MANTISSA (HEAD_MANTISSA),
    .HEAD_SHIFT    (HEAD_SHIFT)
  ) u_temperature_fold (
    .clk_i           (clk_i),
    .rst_i           (rst_i),
    .restart_i       (temperature_written),
    .greedy_i        (greedy),
    .mantissa_i      (mantissa),
    .shift_i         (shift),
    .busy_o          (folding),
    .bad_o           (bad_temperature),
    .head_mantissa_o (folded_mantissa),
    .head_shift_o    (folded_shift)
  );

  sequence_controls #(
    .TOKEN_BITS    (TOKEN_BITS),
    .POSITION_BITS (POSITION_BITS),
    .SCALE_BITS    (SCALE_BITS),
    .TOP_K_BITS    (TOP_K_BITS),
    .VOCABULARY    (VOCABULARY)
  ) u_sequence_controls (
    .clk_i             (clk_i),
    .load_i            (load_i),
    .stop_enable_i     (stop_enable),
    .stop_token_i      (stop_token),
    .max_new_tokens_i  (max_new_tokens),
    .greedy_i          (greedy),
    .top_k_i           (top_k),
    .top_p_i           (top_p),
    .seed_i            (seed),
    .temperature_bad_i (bad_temperature),
    .head_mantissa_i   (folded_mantissa),
    .head_shift_i      (folded_shift),
    .bad_o             (configuration_bad_o),
    .stop_enable_o     (stop_enable_o),
    .stop_token_o      (stop_token_o),
    .limit_o           (limit_o),
    .greedy_o          (greedy_o),
    .top_k_o           (top_k_o),
    .top_p_o           (top_p_o),
    .seed_o            (seed_o),
    .head_mantissa_o   (head_mantissa_o),
    .head_shift_o      (head_shift_o)
  );

  performance_counters #(
    .ENABLED (COUNTERS)
  ) u_counters (
    .clk_i           (clk_i),
    .rst_i           (rst_i),
    .clear_i         (clear_counters),
    .core_cycle_i    (core_cycle_i),
    .input_stall_i   (input_stall_i),
    .output_stall_i  (output_stall_i),
    .token_in_i      (token_in_i),
    .token_out_i     (token_out_i),
    .sequence_i      (sequence_i),
    .cycles_o        (cycles),
    .core_cycles_o   (core_cycles),
    .input_stalls_o  (input_stalls),
    .output_stalls_o (output_stalls),
    .tokens_in_o     (tokens_in),
    .tokens_out_o    (tokens_out),
    .sequences_o     (sequences)
  );
endmodule
`default_nettype wire

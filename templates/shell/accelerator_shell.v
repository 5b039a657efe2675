// accelerator_shell: everything around the core that does not depend on how a host is attached.
// The core is rigid and counts core time; all else here is elastic and counts clock cycles.
//
// Parameters: TOKEN_BITS 1 .. 24; TDATA_BITS a multiple of 8, TOKEN_BITS .. 32; POSITION_BITS 1 ..
//   24; SCALE_BITS 4 .. 16; TOP_K_BITS TOKEN_BITS .. 24; VOCABULARY <= 2^TOKEN_BITS; CONTEXT <=
//   2^POSITION_BITS; HEAD_MANTISSA, HEAD_SHIFT: the head's constant (c_m, c_s); TOKEN_SLOTS a power
//   of two that divides CONTEXT, prompt tokens that a step takes at once; INPUT_DEPTH, OUTPUT_DEPTH
//   >= 2 tokens, INPUT_DEPTH >= TOKEN_SLOTS; FALL_THROUGH 0: outputs come from registers, 1: one
//   cycle earlier, after a comparator and a multiplexer; COUNTERS 0 | 1: 0 leaves out the
//   performance counters, which then read 0.
// Latency: prompt token in cycle h: step in h+1; step's last cycle w: next step in w+1, output
//   valid in w+2 (FALL_THROUGH: w+1).
`default_nettype none

module accelerator_shell #(
  parameter integer TOKEN_BITS = 5,
  parameter integer TDATA_BITS = 8,
  parameter integer POSITION_BITS = 4,
  parameter integer SCALE_BITS = 12,
  parameter integer TOP_K_BITS = 5,
  parameter integer VOCABULARY = 27,
  parameter integer CONTEXT = 16,
  parameter integer TOKEN_SLOTS = 1,
  parameter integer HEAD_MANTISSA = 2048,
  parameter integer HEAD_SHIFT = 0,
  parameter integer CLOCK_HZ = 250000000,
  parameter [63:0] BUILD_ID = 64'd0,
  parameter integer INPUT_DEPTH = 4,
  parameter integer OUTPUT_DEPTH = 4,
  parameter integer FALL_THROUGH = 0,
  parameter integer COUNTERS = 1
) (
  input wire clk_i,
  input wire rst_i,
  // The same as control.abort.
  input wire abort_i,
  input wire [TDATA_BITS-1:0] prompt_tdata_i,
  input wire prompt_tlast_i,
  input wire prompt_tvalid_i,
  output wire prompt_tready_o,
  // With tuser the data is an error code and no token.
  output wire [TDATA_BITS-1:0] output_tdata_o,
  output wire output_tlast_o,
  output wire output_tuser_o,
  output wire output_tvalid_o,
  input wire output_tready_i,
  // Register bus.
  input wire write_i,
  input wire [9:0] write_address_i,
  input wire [31:0] write_data_i,
  input wire [3:0] write_strobe_i,
  output wire write_error_o,
  input wire read_i,
  input wire [9:0] read_address_i,
  output wire [31:0] read_data_o,
  output wire read_error_o
);
  // A bit more than a token or a code needs, so that both are extended by at least one zero.
  localparam integer CODE_BITS = (TOKEN_BITS > 3 ? TOKEN_BITS : 3) + 1;

  wire allow, abort, abort_register, load, configuration_bad, stop_enable, refused;
  wire head_valid, head_last, block_ready, block_last, block_bad, next_ready, next_last;
  wire [TOKEN_SLOTS-1:0] block_own, prompt_pop;
  wire [TOKEN_SLOTS*TOKEN_BITS-1:0] block_tokens, token_in;
  wire [(TOKEN_SLOTS > 1 ? $clog2(TOKEN_SLOTS) : 1)-1:0] first;
  wire push, push_last, push_error, output_pop, busy, generating, input_stall, output_stall;
  wire en, core_rst, step, prefill, step_done, seed_load, greedy, unused_token_valid;
  wire [TOKEN_BITS-1:0] stop_token, token_out;
  wire [POSITION_BITS-1:0] position;
  wire [POSITION_BITS:0] limit;
  wire [CODE_BITS-1:0] push_data, output_data;
  wire [OUTPUT_DEPTH-1:0] occupied, next_occupied;
  wire [2:0] refused_code;
  wire [TOP_K_BITS-1:0] top_k;
  wire [16:0] top_p;
  wire [31:0] seed;
  wire [SCALE_BITS-1:0] head_mantissa;
  wire signed [7:0] head_shift;

  assign abort = abort_register || abort_i;
  assign output_pop = output_tvalid_o && output_tready_i;

  accelerator_control #(
    .TOKEN_BITS    (TOKEN_BITS),
    .TDATA_BITS    (TDATA_BITS),
    .POSITION_BITS (POSITION_BITS),
    .SCALE_BITS    (SCALE_BITS),
    .TOP_K_BITS    (TOP_K_BITS),
    .VOCABULARY    (VOCABULARY),
    .CONTEXT       (CONTEXT),
    .HEAD_MANTISSA (HEAD_MANTISSA),
    .HEAD_SHIFT    (HEAD_SHIFT),
    .CLOCK_HZ      (CLOCK_HZ),
    .BUILD_ID      (BUILD_ID),
    .COUNTERS      (COUNTERS)
  ) u_control (
    .clk_i               (clk_i),
    .rst_i               (rst_i),
    .write_i             (write_i),
    .write_address_i     (write_address_i),
    .write_data_i        (write_data_i),
    .write_strobe_i      (write_strobe_i),
    .write_error_o       (write_error_o),
    .read_i              (read_i),
    .read_address_i      (read_address_i),
    .read_data_o         (read_data_o),
    .read_error_o        (read_error_o),
    .allow_o             (allow),
    .abort_o             (abort_register),
    .load_i              (load),
    .configuration_bad_o (configuration_bad),
    .stop_enable_o       (stop_enable),
    .stop_token_o        (stop_token),
    .limit_o             (limit),
    .refused_i           (refused),
    .refused_code_i      (refused_code),
    .greedy_o            (greedy),
    .top_k_o             (top_k),
    .top_p_o             (top_p),
    .seed_o              (seed),
    .head_mantissa_o     (head_mantissa),
    .head_shift_o        (head_shift),
    .busy_i              (busy),
    .generating_i        (generating),
    .input_queued_i      (head_valid),
    .output_queued_i     (output_tvalid_o),
    .position_i          (position),
    .core_cycle_i        (en),
    .input_stall_i       (input_stall),
    .output_stall_i      (output_stall),
    .token_in_i          (prompt_tvalid_i && prompt_tready_o),
    .token_out_i         (output_pop && !output_tuser_o),
    .sequence_i          (output_pop && output_tlast_o)
  );

  axi_stream_prompt #(
    .TOKEN_BITS (TOKEN_BITS),
    .TDATA_BITS (TDATA_BITS),
    .VOCABULARY (VOCABULARY),
    .DEPTH      (INPUT_DEPTH),
    .SLOTS      (TOKEN_SLOTS)
  ) u_prompt (
    .clk_i        (clk_i),
    .rst_i        (rst_i),
    .clear_i      (abort),
    .tdata_i      (prompt_tdata_i),
    .tlast_i      (prompt_tlast_i),
    .tvalid_i     (prompt_tvalid_i),
    .tready_o     (prompt_tready_o),
    .head_valid_o (head_valid),
    .head_last_o  (head_last),
    .block_ready_o (block_ready),
    .block_own_o  (block_own),
    .block_last_o (block_last),
    .block_bad_o  (block_bad),
    .block_tokens_o (block_tokens),
    .next_ready_o (next_ready),
    .next_last_o  (next_last),
    .pop_i        (prompt_pop)
  );

  step_control #(
    .TOKEN_BITS    (TOKEN_BITS),
    .POSITION_BITS (POSITION_BITS),
    .CONTEXT       (CONTEXT),
    .OUTPUT_DEPTH  (OUTPUT_DEPTH),
    .CODE_BITS     (CODE_BITS),
    .SLOTS         (TOKEN_SLOTS)
  ) u_step_control (
    .clk_i               (clk_i),
    .rst_i               (rst_i),
    .allow_i             (allow),
    .abort_i             (abort),
    .load_o              (load),
    .configuration_bad_i (configuration_bad),
    .stop_enable_i       (stop_enable),
    .stop_token_i        (stop_token),
    .limit_i             (limit),
    .head_valid_i        (head_valid),
    .head_last_i         (head_last),
    .block_ready_i       (block_ready),
    .block_own_i         (block_own),
    .block_last_i        (block_last),
    .block_bad_i         (block_bad),
    .block_tokens_i      (block_tokens),
    .next_ready_i        (next_ready),
    .next_last_i         (next_last),
    .pop_o               (prompt_pop),
    .push_o              (push),
    .push_data_o         (push_data),
    .push_last_o         (push_last),
    .push_error_o        (push_error),
    .occupied_i          (occupied),
    .next_occupied_i     (next_occupied),
    .en_o                (en),
    .core_rst_o          (core_rst),
    .step_o              (step),
    .token_o             (token_in),
    .first_o             (first),
    .position_o          (position),
    .prefill_o           (prefill),
    .seed_load_o         (seed_load),
    .step_done_i         (step_done),
    .token_i             (token_out),
    .busy_o              (busy),
    .generating_o        (generating),
    .input_stall_o       (input_stall),
    .output_stall_o      (output_stall),
    .refused_o           (refused),
    .refused_code_o      (refused_code)
  );

  accelerator_core #(
    .TOKEN_BITS    (TOKEN_BITS),
    .POSITION_BITS (POSITION_BITS),
    .SCALE_BITS    (SCALE_BITS),
    .TOP_K_BITS    (TOP_K_BITS),
    .TOKEN_SLOTS   (TOKEN_SLOTS)
  ) u_core (
    .clk_i           (clk_i),
    .rst_i           (core_rst),
    .en_i            (en),
    .step_i          (step),
    .prefill_i       (prefill),
    .token_i         (token_in),
    .first_i         (first),
    .position_i      (position),
    .greedy_i        (greedy),
    .top_k_i         (top_k),
    .top_p_i         (top_p),
    .seed_i          (seed),
    .seed_load_i     (seed_load),
    .head_mantissa_i (head_mantissa),
    .head_shift_i    (head_shift),
    .step_done_o     (step_done),
    .token_valid_o   (unused_token_valid),
    .token_o         (token_out)
  );

  wire unused_next_valid;
  wire [CODE_BITS+1:0] unused_next_data;

  token_queue #(
    .WIDTH        (CODE_BITS + 2),
    .DEPTH        (OUTPUT_DEPTH),
    .FALL_THROUGH (FALL_THROUGH)
  ) u_output (
    .clk_i           (clk_i),
    .rst_i           (rst_i),
    .clear_i         (1'b0),
    .push_i          (push),
    .data_i          ({push_data, push_error, push_last}),
    .pop_i           (output_pop),
    .valid_o         (output_tvalid_o),
    .data_o          ({output_data, output_tuser_o, output_tlast_o}),
    .next_valid_o    (unused_next_valid),
    .next_data_o     (unused_next_data),
    .occupied_o      (occupied),
    .next_occupied_o (next_occupied)
  );

  // TDATA_BITS >= TOKEN_BITS and >= 8: what is cut or added here are zeros.
  wire [CODE_BITS+TDATA_BITS-1:0] extended = { {TDATA_BITS{1'b0}}, output_data };
  wire unused_extended = &{1'b0, extended[CODE_BITS+TDATA_BITS-1:TDATA_BITS]};
  assign output_tdata_o = extended[TDATA_BITS-1:0];
endmodule
`default_nettype wire

// performance_counters: what the accelerator did, in wall time (no en_i). A counter shows an event
// two cycles after it (the events are registered first, to keep them off the decisions' paths).
//
// Parameters: ENABLED 0 | 1: 0 leaves them out, all values are 0. Every counter wraps.
// Latency: event in cycle c, counted in the value of cycle c+2; clear_i in c, 0 from c+2 on.
`default_nettype none

module performance_counters #(
  parameter integer ENABLED = 1
) (
  input wire clk_i,
  input wire rst_i,
  input wire clear_i,
  input wire core_cycle_i,
  input wire input_stall_i,
  input wire output_stall_i,
  input wire token_in_i,
  input wire token_out_i,
  input wire sequence_i,
  output wire [63:0] cycles_o,
  output wire [63:0] core_cycles_o,
  output wire [63:0] input_stalls_o,
  output wire [63:0] output_stalls_o,
  output wire [31:0] tokens_in_o,
  output wire [31:0] tokens_out_o,
  output wire [31:0] sequences_o
);
  generate
    if (ENABLED != 0) begin : g_counters
      reg clear_q;
      reg [5:0] event_q;
      reg [63:0] cycles_q, core_cycles_q, input_stalls_q, output_stalls_q;
      reg [31:0] tokens_in_q, tokens_out_q, sequences_q;

      always @(posedge clk_i) begin
        clear_q <= rst_i || clear_i;
        event_q <= {
          core_cycle_i, input_stall_i, output_stall_i, token_in_i, token_out_i, sequence_i
        };
        if (rst_i || clear_q) begin
          cycles_q <= 64'd0;
          core_cycles_q <= 64'd0;
          input_stalls_q <= 64'd0;
          output_stalls_q <= 64'd0;
          tokens_in_q <= 32'd0;
          tokens_out_q <= 32'd0;
          sequences_q <= 32'd0;
        end else begin
          cycles_q <= cycles_q + 64'd1;
          if (event_q[5]) core_cycles_q <= core_cycles_q + 64'd1;
          if (event_q[4]) input_stalls_q <= input_stalls_q + 64'd1;
          if (event_q[3]) output_stalls_q <= output_stalls_q + 64'd1;
          if (event_q[2]) tokens_in_q <= tokens_in_q + 32'd1;
          if (event_q[1]) tokens_out_q <= tokens_out_q + 32'd1;
          if (event_q[0]) sequences_q <= sequences_q + 32'd1;
        end
      end

      assign cycles_o = cycles_q;
      assign core_cycles_o = core_cycles_q;
      assign input_stalls_o = input_stalls_q;
      assign output_stalls_o = output_stalls_q;
      assign tokens_in_o = tokens_in_q;
      assign tokens_out_o = tokens_out_q;
      assign sequences_o = sequences_q;
    end else begin : g_none
      wire unused_inputs = &{1'b0, clk_i, rst_i, clear_i, core_cycle_i, input_stall_i,
        output_stall_i, token_in_i, token_out_i, sequence_i};
      assign cycles_o = 64'd0;
      assign core_cycles_o = 64'd0;
      assign input_stalls_o = 64'd0;
      assign output_stalls_o = 64'd0;
      assign tokens_in_o = 32'd0;
      assign tokens_out_o = 32'd0;
      assign sequences_o = 32'd0;
    end
  endgenerate
endmodule
`default_nettype wire

// reset_synchroniser: an outside reset as the synchronous active-high reset of one clock domain.
// The only registers with an asynchronous reset: an outside reset must act without a clock, and
// leave in step with it.
//
// Parameters: STAGES 2 .. 4.
// Latency: rst_o is 1 as soon as reset_i is, and 0 STAGES clock edges after reset_i went to 0.
`default_nettype none

module reset_synchroniser #(
  parameter integer STAGES = 2
) (
  input wire clk_i,
  input wire reset_i,
  output wire rst_o
);
  (* ASYNC_REG = "TRUE" *) reg [STAGES-1:0] stage_q;

  // Also the reset after configuration, on a board whose button nobody presses.
  initial stage_q = {STAGES{1'b1}};

  always @(posedge clk_i or posedge reset_i) begin
    if (reset_i) stage_q <= {STAGES{1'b1}};
    else stage_q <= {stage_q[STAGES-2:0], 1'b0};
  end

  assign rst_o = stage_q[STAGES-1];
endmodule
`default_nettype wire

// lookup_walk: the order in which the 27 sums of three operands are made: from one to the next a
// single operand is added or taken away, beginning at 0.
//
// step_i   0 … 26, beyond that nothing that matters
// lane_o   which of the three operands (0, 1, 2), subtract_o: taken away
// code_o   the sum that is reached: its three weights t as (t0 + 1) + 3·(t1 + 1) + 9·(t2 + 1)
//
// Combinational.
`default_nettype none

module lookup_walk (
  input wire [4:0] step_i,
  output reg [1:0] lane_o,
  output reg subtract_o,
  output reg [4:0] code_o
);
  always @(*) begin
    case (step_i)
      5'd0: {lane_o, subtract_o, code_o} = {2'd0, 1'b0, 5'd14};
      5'd1: {lane_o, subtract_o, code_o} = {2'd0, 1'b1, 5'd13};
      5'd2: {lane_o, subtract_o, code_o} = {2'd0, 1'b1, 5'd12};
      5'd3: {lane_o, subtract_o, code_o} = {2'd1, 1'b0, 5'd15};
      5'd4: {lane_o, subtract_o, code_o} = {2'd0, 1'b0, 5'd16};
      5'd5: {lane_o, subtract_o, code_o} = {2'd0, 1'b0, 5'd17};
      5'd6: {lane_o, subtract_o, code_o} = {2'd2, 1'b0, 5'd26};
      5'd7: {lane_o, subtract_o, code_o} = {2'd0, 1'b1, 5'd25};
      5'd8: {lane_o, subtract_o, code_o} = {2'd0, 1'b1, 5'd24};
      5'd9: {lane_o, subtract_o, code_o} = {2'd1, 1'b1, 5'd21};
      5'd10: {lane_o, subtract_o, code_o} = {2'd0, 1'b0, 5'd22};
      5'd11: {lane_o, subtract_o, code_o} = {2'd0, 1'b0, 5'd23};
      5'd12: {lane_o, subtract_o, code_o} = {2'd1, 1'b1, 5'd20};
      5'd13: {lane_o, subtract_o, code_o} = {2'd0, 1'b1, 5'd19};
      5'd14: {lane_o, subtract_o, code_o} = {2'd0, 1'b1, 5'd18};
      5'd15: {lane_o, subtract_o, code_o} = {2'd2, 1'b1, 5'd9};
      5'd16: {lane_o, subtract_o, code_o} = {2'd0, 1'b0, 5'd10};
      5'd17: {lane_o, subtract_o, code_o} = {2'd0, 1'b0, 5'd11};
      5'd18: {lane_o, subtract_o, code_o} = {2'd2, 1'b1, 5'd2};
      5'd19: {lane_o, subtract_o, code_o} = {2'd0, 1'b1, 5'd1};
      5'd20: {lane_o, subtract_o, code_o} = {2'd0, 1'b1, 5'd0};
      5'd21: {lane_o, subtract_o, code_o} = {2'd1, 1'b0, 5'd3};
      5'd22: {lane_o, subtract_o, code_o} = {2'd0, 1'b0, 5'd4};
      5'd23: {lane_o, subtract_o, code_o} = {2'd0, 1'b0, 5'd5};
      5'd24: {lane_o, subtract_o, code_o} = {2'd1, 1'b0, 5'd8};
      5'd25: {lane_o, subtract_o, code_o} = {2'd0, 1'b1, 5'd7};
      5'd26: {lane_o, subtract_o, code_o} = {2'd0, 1'b1, 5'd6};
      default: {lane_o, subtract_o, code_o} = 8'd0;
    endcase
  end
endmodule
`default_nettype wire

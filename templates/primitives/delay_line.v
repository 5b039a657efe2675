// delay_line: DEPTH registers in a row; a wire where DEPTH is 0. Reset clears it, so it may carry
// valid bits.
`default_nettype none

module delay_line #(
  parameter integer BITS = 1,
  parameter integer DEPTH = 1
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire [BITS-1:0] in_i,
  output wire [BITS-1:0] out_o
);
  generate
    if (DEPTH == 0) begin : g_wire
      assign out_o = in_i;
      wire unused = &{1'b0, clk_i, rst_i, en_i};
    end else begin : g_registers
      reg  [DEPTH*BITS-1:0] stages_q;
      wire [(DEPTH+1)*BITS-1:0] chain;
      assign chain = {stages_q, in_i};
      always @(posedge clk_i) begin
        if (rst_i) stages_q <= {DEPTH * BITS{1'b0}};
        else if (en_i) stages_q <= chain[DEPTH*BITS-1:0];
      end
      assign out_o = chain[DEPTH*BITS+:BITS];
    end
  endgenerate
endmodule
`default_nettype wire

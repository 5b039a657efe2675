// activation: ReLU, combinational from the result to the vector bus.
//
// ROWS elements a beat, X_BITS an element. Latency 0.
`default_nettype none

module activation #(
  parameter integer ROWS = 8,
  parameter integer X_BITS = 16
) (
  input wire valid_i,
  input wire first_i,
  input wire last_i,
  input wire [ROWS*X_BITS-1:0] y_data_i,
  output wire out_valid_o,
  output wire out_first_o,
  output wire out_last_o,
  output wire [ROWS*X_BITS-1:0] out_data_o
);
  // ---- illegal parameters name themselves: no such module exists ------------------------------
  generate
    if (ROWS < 1) begin : g_illegal_rows
      activation_ROWS_must_be_at_least_1 u_illegal ();
    end
  endgenerate

  genvar r;
  generate
    for (r = 0; r < ROWS; r = r + 1) begin : g_row
      wire [X_BITS-1:0] y;
      assign y = y_data_i[r*X_BITS+:X_BITS];
      assign out_data_o[r*X_BITS+:X_BITS] = y & {X_BITS{valid_i & ~y[X_BITS-1]}};
    end
  endgenerate
  assign out_valid_o = valid_i;
  assign out_first_o = valid_i & first_i;
  assign out_last_o = valid_i & last_i;
endmodule
`default_nettype wire

// residual: the residual stream of one token; sets it or adds results to it, and puts the new
// values on the vector bus.
//
// ROWS elements a beat, BEATS beats a vector, X_BITS an element, Y_BITS a result (its low X_BITS
// hold the value)
// OUT_REGISTER  0: bus beat in the cycle of the result, 1: one cycle later
`default_nettype none

module residual #(
  parameter integer ROWS = 8,
  parameter integer BEATS = 2,
  parameter integer X_BITS = 16,
  parameter integer OUT_REGISTER = 1
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire set_i,
  input wire add_i,
  input wire emit_i,
  input wire y_first_i,
  input wire y_last_i,
  input wire [ROWS*X_BITS-1:0] y_data_i,
  output wire out_valid_o,
  output wire out_first_o,
  output wire out_last_o,
  output wire [ROWS*X_BITS-1:0] out_data_o
);
  // ---- illegal parameters name themselves: no such module exists ------------------------------
  generate
    if (ROWS < 1) begin : g_illegal_rows
      residual_ROWS_must_be_at_least_1 u_illegal ();
    end
    if (BEATS < 1) begin : g_illegal_beats
      residual_BEATS_must_be_at_least_1 u_illegal ();
    end
    if (OUT_REGISTER != 0 && OUT_REGISTER != 1) begin : g_illegal_out_register
      residual_OUT_REGISTER_must_be_0_or_1 u_illegal ();
    end
  endgenerate

  localparam integer INDEX_BITS = (BEATS > 1) ? $clog2(BEATS) : 1;

  reg  [ROWS*X_BITS-1:0] stream_q[0:BEATS-1];
  reg  [INDEX_BITS-1:0]  beat_q;  // plain, so that a block RAM can take it in
  wire                   write;
  wire [ROWS*X_BITS-1:0] old, new_data;
  assign write = set_i | add_i;
  assign old = stream_q[beat_q];
  always @(posedge clk_i) begin
    if (en_i && write) stream_q[beat_q] <= new_data;
    if (rst_i) beat_q <= {INDEX_BITS{1'b0}};
    else if (en_i) beat_q <= write ? (y_last_i ? {INDEX_BITS{1'b0}} : beat_q + 1'b1) : beat_q;
  end

  genvar r;
  generate
    for (r = 0; r < ROWS; r = r + 1) begin : g_row
      wire signed [X_BITS-1:0] x, y;
      wire signed [X_BITS:0] sum;
      wire [X_BITS-1:0] limited;
      assign x = old[r*X_BITS+:X_BITS];
      assign y = y_data_i[r*X_BITS+:X_BITS];
      assign sum = {x[X_BITS-1], x} + {y[X_BITS-1], y};
      round_clamp_biased #(.IN_BITS(X_BITS + 1), .DROP(0), .OUT_BITS(X_BITS)) u_limit (
        .biased_i(sum), .tie_i(1'b0), .rounded_o(limited)
      );
      assign new_data[r*X_BITS+:X_BITS] = add_i ? limited : y;
    end
  endgenerate

  // The bus is shared: zero while nothing is sent.
  wire valid;
  assign valid = write & emit_i;
  delay_line #(.BITS(3 + ROWS * X_BITS), .DEPTH(OUT_REGISTER)) u_out (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({valid, valid & y_first_i, valid & y_last_i, {ROWS * X_BITS{valid}} & new_data}),
    .out_o({out_valid_o, out_first_o, out_last_o, out_data_o})
  );
endmodule
`default_nettype wire

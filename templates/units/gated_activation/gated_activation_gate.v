// gated_activation_gate: one element of a gate, activated.
//
// MODE "silu"   g·σ(g), σ by a straight line in each of 64 segments of |g| (one's complement) below
//               8, 1 beyond
//      "relu2"  max(g, 0)² / 2^(X_BITS−1), rounded down
// X_BITS, GATE_FRAC   of g; 2 ≤ GATE_FRAC < X_BITS
// SIGMOID_FILE        image of the 64 segments: base (20 bits) above slope (8 bits)
//
// Latency: 2 enabled cycles ("silu"), 1 ("relu2").
`default_nettype none

module gated_activation_gate #(
  parameter integer X_BITS = 16,
  parameter MODE = "silu",
  parameter integer GATE_FRAC = 10,
  parameter SIGMOID_FILE = "",
  parameter MULTIPLIER = "dsp"
) (
  input wire clk_i,
  input wire en_i,
  input wire [X_BITS-1:0] gate_i,
  output wire [X_BITS-1:0] activated_o
);
  wire sign;
  assign sign = gate_i[X_BITS-1];

  generate
    if (MODE == "silu") begin : g_silu
      localparam integer SEGMENT_BITS = 6;
      localparam integer STEP_BITS = 7;
      localparam integer INDEX_BITS = SEGMENT_BITS + STEP_BITS;
      localparam integer VALUE_BITS = 15;
      localparam integer LINE_FRACTION = 5;
      localparam integer LINE_BITS = VALUE_BITS + LINE_FRACTION;
      localparam integer SLOPE_BITS = 8;

      // ---- index: the middle of |g|'s unit, in units of 2^-10; from 8 on the line is of no use --
      localparam integer WHOLE_BITS = X_BITS + 9 - GATE_FRAC;
      localparam integer WIDE_BITS = (WHOLE_BITS > INDEX_BITS ? WHOLE_BITS : INDEX_BITS) + 1;
      wire [X_BITS-1:0] middle;
      wire [WHOLE_BITS:0] whole;
      wire [WIDE_BITS-1:0] wide;
      wire [INDEX_BITS-1:0] index;
      assign middle = {gate_i[X_BITS-2:0] ^ {X_BITS - 1{sign}}, 1'b1};
      if (GATE_FRAC > 9) begin : g_drop
        wire unused_low = &{1'b0, middle[GATE_FRAC-10:0]};
        assign whole = {1'b0, middle[X_BITS-1:GATE_FRAC-9]};
      end else if (GATE_FRAC == 9) begin : g_same
        assign whole = {1'b0, middle};
      end else begin : g_grow
        assign whole = {1'b0, middle, {9 - GATE_FRAC{1'b0}}};
      end
      resize_signed #(
        .IN_BITS(WHOLE_BITS + 1), .OUT_BITS(WIDE_BITS)
      ) u_wide (
        .in_i(whole), .out_o(wide)
      );
      assign index = wide[INDEX_BITS-1:0];

      // ---- the line -----------------------------------------------------------------------------
      wire [LINE_BITS-1:0] base;
      wire [SLOPE_BITS-1:0] slope;
      wire [SLOPE_BITS+STEP_BITS+1:0] rise;
      wire unused_rise = &{1'b0, rise[SLOPE_BITS+STEP_BITS+1:SLOPE_BITS+STEP_BITS]};
      sigmoid_segments #(
        .INDEX_BITS(SEGMENT_BITS), .LINE_BITS(LINE_BITS), .SLOPE_BITS(SLOPE_BITS),
        .FILE(SIGMOID_FILE)
      ) u_segments (
        .clk_i(clk_i), .index_i(index[INDEX_BITS-1:STEP_BITS]), .base_o(base), .slope_o(slope)
      );
      multiplier #(.A_BITS(SLOPE_BITS + 1), .B_BITS(STEP_BITS + 1), .STYLE(MULTIPLIER)) u_rise (
        .a_i({1'b0, slope}), .b_i({1'b0, index[STEP_BITS-1:0]}), .product_o(rise)
      );
      reg [LINE_BITS-1:0] line_q;
      reg signed [X_BITS-1:0] gate_q;
      reg beyond_q;
      always @(posedge clk_i) begin
        if (en_i) begin
          line_q <= base
            + { {LINE_BITS - SLOPE_BITS - STEP_BITS{1'b0}}, rise[SLOPE_BITS+STEP_BITS-1:0]};
          gate_q <= gate_i;
          beyond_q <= |wide[WIDE_BITS-1:INDEX_BITS];
        end
      end

      // ---- the product: a half stands below the value, so 1 − σ is σ with its bits inverted -----
      wire [LINE_FRACTION-1:0] unused_line;
      wire [VALUE_BITS-1:0] looked, value;
      wire unused_fraction = &{1'b0, unused_line};
      assign {looked, unused_line} = line_q;
      assign value = (looked | {VALUE_BITS{beyond_q}}) ^ {VALUE_BITS{gate_q[X_BITS-1]}};
      localparam integer PRODUCT_BITS = X_BITS + VALUE_BITS + 2;
      localparam signed [PRODUCT_BITS-1:0] HALF = 1 << VALUE_BITS;
      wire signed [PRODUCT_BITS-1:0] product;
      reg signed [PRODUCT_BITS-1:0] biased_q;
      multiplier #(.A_BITS(X_BITS), .B_BITS(VALUE_BITS + 2), .STYLE(MULTIPLIER)) u_product (
        .a_i(gate_q), .b_i({1'b0, value, 1'b1}), .product_o(product)
      );
      always @(posedge clk_i) if (en_i) biased_q <= product + HALF;
      round_clamp_biased #(
        .IN_BITS(PRODUCT_BITS), .DROP(VALUE_BITS + 1), .OUT_BITS(X_BITS), .LIMIT(0)
      ) u_round (
        .biased_i(biased_q), .tie_i(~|biased_q[VALUE_BITS:0]), .rounded_o(activated_o)
      );
    end else begin : g_relu2
      wire signed [2*X_BITS-1:0] square;
      reg [2*X_BITS-1:0] square_q;
      wire unused_square = &{1'b0, square_q[2*X_BITS-1], square_q[X_BITS-2:0]};
      multiplier #(.A_BITS(X_BITS), .B_BITS(X_BITS), .STYLE(MULTIPLIER)) u_square (
        .a_i(gate_i), .b_i(gate_i), .product_o(square)
      );
      always @(posedge clk_i) begin
        // The enable inside, for the reset of a DSP's register has priority over its enable.
        if (en_i && sign) square_q <= {2 * X_BITS{1'b0}};
        else if (en_i) square_q <= square;
      end
      assign activated_o = square_q[2*X_BITS-2:X_BITS-1];
    end
  endgenerate
endmodule
`default_nettype wire

// rope_coefficients: cosines and sines of one position for all pairs of a head, one pair a cycle.
//
// The position's high and low bits each choose a row of a table; the product of the two rotations
// is that of the position. start_i, with position_i, begins with pair 0; pair_o, cos_o, sin_o leave
// with write_o.
//
// PAIRS          of a head, ≥ 1; PAIR_BITS = max(1, clog2(PAIRS))
// POSITION_BITS  of a position, ≥ 1; LOW_BITS ≥ 1 of them are the low table's
// FRACTION       of a coefficient, which has two bits more
// HIGH_FILE, LOW_FILE  images; word row · 2^PAIR_BITS + pair holds the sine above the cosine
// ROM_STYLE      "distributed" | "block"
// PIPELINE       1: a register after the tables
//
// Latency: pair i leaves 2 + PIPELINE + i cycles after start_i.
`default_nettype none

module rope_coefficients #(
  parameter integer PAIRS = 4,
  parameter integer PAIR_BITS = 2,
  parameter integer POSITION_BITS = 9,
  parameter integer LOW_BITS = 5,
  parameter integer FRACTION = 14,
  parameter HIGH_FILE = "",
  parameter LOW_FILE = "",
  parameter ROM_STYLE = "distributed",
  parameter integer PIPELINE = 1,
  parameter MULTIPLIER = "dsp"
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire start_i,
  input wire [POSITION_BITS-1:0] position_i,
  output wire write_o,
  output wire [PAIR_BITS-1:0] pair_o,
  output wire [FRACTION+1:0] cos_o,
  output wire [FRACTION+1:0] sin_o
);
  localparam integer BITS = FRACTION + 2;
  localparam integer HIGH_BITS = POSITION_BITS > LOW_BITS ? POSITION_BITS - LOW_BITS : 1;
  localparam integer LAST_PAIR = PAIRS - 1;
  localparam [PAIR_BITS-1:0] LAST = LAST_PAIR[PAIR_BITS-1:0];

  // ---- pairs in order ---------------------------------------------------------------------------
  reg                  running_q;
  reg  [PAIR_BITS-1:0] pair_q;
  wire                 run;
  wire [PAIR_BITS-1:0] pair;
  assign run = start_i | running_q;
  assign pair = start_i ? {PAIR_BITS{1'b0}} : pair_q;
  always @(posedge clk_i) begin
    if (rst_i) running_q <= 1'b0;
    else if (en_i) running_q <= run & (pair != LAST);
    if (en_i) pair_q <= pair + 1'b1;
  end
  delay_line #(.BITS(1 + PAIR_BITS), .DEPTH(2 + PIPELINE)) u_pair (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i({run, pair}), .out_o({write_o, pair_o})
  );

  // ---- tables -----------------------------------------------------------------------------------
  // one bit more, where a table has an index bit that no position needs
  wire [POSITION_BITS:0] position;
  wire [2*BITS-1:0] high_read, low_read, high, low;
  wire unused = &{1'b0, position};
  assign position = {1'b0, position_i};
  rom #(
    .INDEX_BITS(HIGH_BITS + PAIR_BITS), .DATA_BITS(2 * BITS), .FILE(HIGH_FILE), .STYLE(ROM_STYLE)
  ) u_high (
    .clk_i(clk_i), .en_i(en_i), .index_i({position[LOW_BITS+:HIGH_BITS], pair}), .data_o(high_read)
  );
  rom #(
    .INDEX_BITS(LOW_BITS + PAIR_BITS), .DATA_BITS(2 * BITS), .FILE(LOW_FILE), .STYLE(ROM_STYLE)
  ) u_low (
    .clk_i(clk_i), .en_i(en_i), .index_i({position[LOW_BITS-1:0], pair}), .data_o(low_read)
  );
  optional_register #(.BITS(4 * BITS), .PRESENT(PIPELINE)) u_read (
    .clk_i(clk_i), .en_i(en_i), .data_i({high_read, low_read}), .data_o({high, low})
  );

  // ---- complex product, half a unit added, then rounded; neither part can leave its bits --------
  localparam signed [2*BITS-1:0] HALF = 1 << (FRACTION - 1);
  wire signed [2*BITS-1:0] cos_cos, sin_sin, sin_cos, cos_sin;
  multiplier #(.A_BITS(BITS), .B_BITS(BITS), .STYLE(MULTIPLIER)) u_cos_cos (
    .a_i(high[BITS-1:0]), .b_i(low[BITS-1:0]), .product_o(cos_cos)
  );
  multiplier #(.A_BITS(BITS), .B_BITS(BITS), .STYLE(MULTIPLIER)) u_sin_sin (
    .a_i(high[2*BITS-1:BITS]), .b_i(low[2*BITS-1:BITS]), .product_o(sin_sin)
  );
  multiplier #(.A_BITS(BITS), .B_BITS(BITS), .STYLE(MULTIPLIER)) u_sin_cos (
    .a_i(high[2*BITS-1:BITS]), .b_i(low[BITS-1:0]), .product_o(sin_cos)
  );
  multiplier #(.A_BITS(BITS), .B_BITS(BITS), .STYLE(MULTIPLIER)) u_cos_sin (
    .a_i(high[BITS-1:0]), .b_i(low[2*BITS-1:BITS]), .product_o(cos_sin)
  );
  reg signed [2*BITS-1:0] cos_q, sin_q;
  always @(posedge clk_i) begin
    if (en_i) begin
      cos_q <= (cos_cos + HALF) - sin_sin;
      sin_q <= (sin_cos + HALF) + cos_sin;
    end
  end
  round_clamp_biased #(.IN_BITS(2 * BITS), .DROP(FRACTION), .OUT_BITS(BITS), .LIMIT(0)) u_cos (
    .biased_i(cos_q), .tie_i(~|cos_q[FRACTION-1:0]), .rounded_o(cos_o)
  );
  round_clamp_biased #(.IN_BITS(2 * BITS), .DROP(FRACTION), .OUT_BITS(BITS), .LIMIT(0)) u_sin (
    .biased_i(sin_q), .tie_i(~|sin_q[FRACTION-1:0]), .rounded_o(sin_o)
  );
endmodule
`default_nettype wire

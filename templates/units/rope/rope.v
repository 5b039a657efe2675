// rope: turns the pairs (2i, 2i+1) of keys and queries by the angles of a step's position; values
// pass.
//
// start_i (a pulse) with position_i, stable from then on, has the coefficients made, a pair a
// cycle. Beats with rotate_i may come from cycle HEAD_DIM/2 − WORDS + 3 + PIPELINE after start_i
// on, one later if WORDS > 1; WORDS = beats of a head. With one row a pair comes in two beats: from
// cycle 2 + PIPELINE, one later if HEAD_DIM > 2.
//
// ROWS       elements of a beat, a power of two
// HEAD_DIM   elements of a head, padding included: divides ROWS, or is a multiple of it; even
// BITS       of an element, limited to ±(2^(BITS−1) − 1)       CONTEXT   positions
// LOW_BITS   of a position that choose the row of the low table
// FRACTION   of a coefficient                                  TAG_BITS  that travel with a beat
// HIGH_FILE, LOW_FILE, ROM_STYLE  images of the tables, as rope_coefficients has them
// PIPELINE   1: a register after the rounding
//
// Whole heads come, in order; beats with rotate_i = 0 are not counted. y_first_i, y_last_i only
// pass along. Latency, of every beat: 1 + PIPELINE. With one row, which has the same tag in both
// beats of a pair: 1 + PIPELINE from the second beat to the first one's result, which the second
// one's follows.
`default_nettype none

module rope #(
  parameter integer ROWS = 16,
  parameter integer HEAD_DIM = 8,
  parameter integer BITS = 16,
  parameter integer CONTEXT = 512,
  parameter integer LOW_BITS = 5,
  parameter integer FRACTION = 14,
  parameter integer TAG_BITS = 3,
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
  input wire [((CONTEXT > 1) ? $clog2(CONTEXT) : 1)-1:0] position_i,
  input wire y_valid_i,
  input wire rotate_i,
  input wire y_first_i,
  input wire y_last_i,
  input wire [TAG_BITS-1:0] y_tag_i,
  input wire [ROWS*BITS-1:0] y_data_i,
  output wire out_valid_o,
  output wire out_first_o,
  output wire out_last_o,
  output wire [TAG_BITS-1:0] out_tag_o,
  output wire [ROWS*BITS-1:0] out_data_o
);
  // ---- illegal parameters name themselves: no such module exists ------------------------------
  generate
    if (ROWS < 1 || (ROWS & (ROWS - 1)) != 0) begin : g_illegal_rows
      rope_ROWS_must_be_a_power_of_two u_illegal ();
    end
    if (HEAD_DIM < 2 || HEAD_DIM % 2 != 0) begin : g_illegal_head_dim
      rope_HEAD_DIM_must_be_even u_illegal ();
    end
    if (ROWS % HEAD_DIM != 0 && HEAD_DIM % ROWS != 0) begin : g_illegal_head_dim_2
      rope_HEAD_DIM_must_divide_ROWS_or_be_a_multiple u_illegal ();
    end
  endgenerate

  localparam integer WIDE = (ROWS < 2) ? 2 : ROWS;  // elements that are turned at once
  // pairs of a word of coefficients
  localparam integer LANES = (WIDE < HEAD_DIM ? WIDE : HEAD_DIM) / 2;
  localparam integer WORDS = HEAD_DIM / (2 * LANES);
  localparam integer PAIR_BITS = (HEAD_DIM > 2) ? $clog2(HEAD_DIM / 2) : 1;
  localparam integer LANE_BITS = $clog2(LANES);
  localparam integer FACTOR_BITS = FRACTION + 2;

  wire write;
  wire [PAIR_BITS-1:0] pair;
  wire [FACTOR_BITS-1:0] cos, sin, minus_sin;
  assign minus_sin = -sin;
  rope_coefficients #(
    .PAIRS(HEAD_DIM / 2), .PAIR_BITS(PAIR_BITS),
    .POSITION_BITS((CONTEXT > 1) ? $clog2(CONTEXT) : 1),
    .LOW_BITS(LOW_BITS), .FRACTION(FRACTION), .HIGH_FILE(HIGH_FILE), .LOW_FILE(LOW_FILE),
    .ROM_STYLE(ROM_STYLE),
    .PIPELINE(PIPELINE), .MULTIPLIER(MULTIPLIER)
  ) u_coefficients (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .start_i(start_i), .position_i(position_i),
    .write_o(write), .pair_o(pair), .cos_o(cos), .sin_o(sin)
  );

  // ---- beats of whole pairs ---------------------------------------------------------------------
  wire x_valid, x_first, x_last, turned_valid, turned_first, turned_last;
  wire [TAG_BITS-1:0] turned_tag;
  wire [WIDE*BITS-1:0] x_data, turned_data;
  generate
    if (ROWS == 1) begin : g_joined
      reg half_q, first_q, second_q, second_last_q;
      reg [BITS-1:0] even_q, odd_q;
      reg [TAG_BITS-1:0] second_tag_q;
      always @(posedge clk_i) begin
        if (rst_i) begin
          half_q   <= 1'b0;
          second_q <= 1'b0;
        end else if (en_i) begin
          half_q   <= half_q ^ y_valid_i;
          second_q <= turned_valid;
        end
        if (en_i && y_valid_i && !half_q) {first_q, even_q} <= {y_first_i, y_data_i};
        if (en_i)
          {second_last_q, second_tag_q, odd_q} <=
            {turned_last, turned_tag, turned_data[BITS+:BITS]};
      end
      assign {x_valid, x_first, x_last, x_data} =
        {y_valid_i & half_q, first_q, y_last_i, y_data_i, even_q};
      assign out_valid_o = turned_valid | second_q;
      assign out_first_o = turned_valid & turned_first;
      assign out_last_o = second_q & second_last_q;
      assign out_tag_o = turned_valid ? turned_tag : second_tag_q;
      assign out_data_o = turned_valid ? turned_data[0+:BITS] : odd_q;
    end else begin : g_whole
      assign {x_valid, x_first, x_last, x_data} = {y_valid_i, y_first_i, y_last_i, y_data_i};
      assign {out_valid_o, out_first_o, out_last_o, out_tag_o, out_data_o} =
          {turned_valid, turned_first, turned_last, turned_tag, turned_data};
    end
  endgenerate

  // ---- coefficients of the next beat: LANES × (−sin, sin, cos) ----------------------------------
  wire [LANES*3*FACTOR_BITS-1:0] factors;
  localparam integer LANE_MASK = LANES - 1;
  wire [PAIR_BITS-1:0] lane;
  assign lane = pair & LANE_MASK[PAIR_BITS-1:0];
  genvar p, r;
  generate
    if (WORDS == 1) begin : g_register
      for (p = 0; p < LANES; p = p + 1) begin : g_lane
        localparam [PAIR_BITS-1:0] LANE = p;
        reg [3*FACTOR_BITS-1:0] factors_q;
        always @(posedge clk_i) if (en_i && write && lane == LANE)
          factors_q <= {minus_sin, sin, cos};
        assign factors[p*3*FACTOR_BITS+:3*FACTOR_BITS] = factors_q;
      end
    end else begin : g_memory
      localparam integer WORD_BITS = $clog2(WORDS);
      localparam integer LAST_WORD = WORDS - 1;
      localparam [WORD_BITS-1:0] LAST = LAST_WORD[WORD_BITS-1:0];
      // Read ahead, so that the memory's register costs no cycle.
      reg  [WORD_BITS-1:0] word_q;
      wire [WORD_BITS-1:0] word;
      assign word =
        !(x_valid && rotate_i) ? word_q : word_q == LAST ? {WORD_BITS{1'b0}} : word_q + 1'b1;
      always @(posedge clk_i) begin
        if (rst_i) word_q <= {WORD_BITS{1'b0}};
        else if (en_i) word_q <= word;
      end
      for (p = 0; p < LANES; p = p + 1) begin : g_lane
        localparam [PAIR_BITS-1:0] LANE = p;
        ram #(.WORDS(WORDS), .ADDRESS_BITS(WORD_BITS), .DATA_BITS(3 * FACTOR_BITS)) u_ram (
          .clk_i(clk_i), .en_i(en_i), .write_i(write && lane == LANE),
          .write_address_i(pair[LANE_BITS+:WORD_BITS]), .write_data_i({minus_sin, sin, cos}),
          .read_address_i(word), .read_data_o(factors[p*3*FACTOR_BITS+:3*FACTOR_BITS])
        );
      end
    end

    // ---- rotations ------------------------------------------------------------------------------
    for (r = 0; r < WIDE; r = r + 2) begin : g_pair
      wire [3*FACTOR_BITS-1:0] factor;
      wire [BITS-1:0] even, odd;
      assign factor = factors[((r/2)%LANES)*3*FACTOR_BITS+:3*FACTOR_BITS];
      assign even = x_data[r*BITS+:BITS];
      assign odd = x_data[(r+1)*BITS+:BITS];
      rope_element #(
        .BITS(BITS), .FRACTION(FRACTION), .PIPELINE(PIPELINE), .MULTIPLIER(MULTIPLIER)
      ) u_even (
        .clk_i(clk_i), .en_i(en_i), .rotate_i(rotate_i), .x_i(even),
        .cos_i(factor[FACTOR_BITS-1:0]),
        .other_i(odd), .sin_i(factor[2*FACTOR_BITS+:FACTOR_BITS]), .out_o(turned_data[r*BITS+:BITS])
      );
      rope_element #(
        .BITS(BITS), .FRACTION(FRACTION), .PIPELINE(PIPELINE), .MULTIPLIER(MULTIPLIER)
      ) u_odd (
        .clk_i(clk_i), .en_i(en_i), .rotate_i(rotate_i), .x_i(odd), .cos_i(factor[FACTOR_BITS-1:0]),
        .other_i(even), .sin_i(factor[FACTOR_BITS+:FACTOR_BITS]),
        .out_o(turned_data[(r+1)*BITS+:BITS])
      );
    end
  endgenerate

  delay_line #(.BITS(3 + TAG_BITS), .DEPTH(1 + PIPELINE)) u_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i({x_valid, x_first, x_last, y_tag_i}),
    .out_o({turned_valid, turned_first, turned_last, turned_tag})
  );
endmodule
`default_nettype wire

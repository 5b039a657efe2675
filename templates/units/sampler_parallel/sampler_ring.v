// sampler_ring: takes the logits of a token and turns them past whatever looks at a third of them
// at a time.
//
// There are 3 * GROUP places, and place i is loaded with logit i, those beyond the vocabulary with
// a number below all logits. A turn moves all by GROUP places: place i takes what place i + GROUP
// held.
//
// Parameters: ROWS >= 1; VOCABULARY <= 3 * GROUP; LOGIT_BITS >= 2.
// Latency: logits are in place 1 enabled cycle after their beat. turn_i and z_valid_i exclude each
//   other.
`default_nettype none

module sampler_ring #(
  parameter integer ROWS = 16,
  parameter integer VOCABULARY = 27,
  parameter integer LOGIT_BITS = 24,
  parameter integer GROUP = 9
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire z_valid_i,
  input wire z_first_i,
  input wire [ROWS*LOGIT_BITS-1:0] z_data_i,
  input wire turn_i,
  output wire [3*GROUP*LOGIT_BITS-1:0] logits_o
);
  localparam integer W = LOGIT_BITS;
  localparam integer PLACES = 3 * GROUP;
  localparam integer BEATS = (VOCABULARY + ROWS - 1) / ROWS;

  // Which beat this is, one bit each.
  wire [BEATS-1:0] beat;
  generate
    if (BEATS == 1) begin : g_one_beat
      assign beat = 1'b1;
      wire unused = &{1'b0, rst_i, z_first_i};
    end else begin : g_beats
      reg [BEATS-1:0] beat_q;
      assign beat = {beat_q[BEATS-1:1] & {(BEATS - 1){!z_first_i}}, z_first_i};
      always @(posedge clk_i) begin
        if (rst_i) beat_q <= {BEATS{1'b0}};
        else if (en_i && z_valid_i) beat_q <= {beat[BEATS-2:0], 1'b0};
      end
      wire unused = beat_q[0];
    end
  endgenerate

  genvar i;
  generate
    for (i = 0; i < PLACES; i = i + 1) begin : g_place
      localparam integer NEXT = (i + GROUP) % PLACES;
      reg [W-1:0] logit_q;
      wire [W-1:0] loaded;
      wire load;
      if (i < VOCABULARY) begin : g_logit
        assign loaded = z_data_i[(i%ROWS)*W+:W];
        assign load = z_valid_i && beat[i/ROWS];
      end else begin : g_lowest
        assign loaded = {1'b1, {(W - 1){1'b0}}};
        assign load = z_valid_i && beat[0];
      end
      always @(posedge clk_i) begin
        if (en_i && (turn_i || load)) logit_q <= turn_i ? logits_o[NEXT*W+:W] : loaded;
      end
      assign logits_o[i*W+:W] = logit_q;
    end
  endgenerate
  wire unused_data = &{1'b0, z_data_i};
endmodule
`default_nettype wire

// sampler_maximum: the largest logit of a token, while the logits come.
//
// A level takes the numbers four by four; the last one also takes the largest of the earlier beats.
//
// Parameters: ROWS >= 1; VOCABULARY >= 2; LOGIT_BITS >= 2; LEVELS: so many that 4^LEVELS >=
//   min(ROWS, VOCABULARY).
// Latency: LEVELS enabled cycles from the last beat to maximum_o, which holds until the next
//   token's first beat. Lanes of the last beat beyond the vocabulary are not looked at.
`default_nettype none

module sampler_maximum #(
  parameter integer ROWS = 16,
  parameter integer VOCABULARY = 27,
  parameter integer LOGIT_BITS = 24,
  parameter integer LEVELS = 2
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire z_valid_i,
  input wire z_first_i,
  input wire z_last_i,
  input wire [ROWS*LOGIT_BITS-1:0] z_data_i,
  output wire [LOGIT_BITS-1:0] maximum_o
);
  localparam integer W = LOGIT_BITS;
  localparam integer LANES = (ROWS < VOCABULARY) ? ROWS : VOCABULARY;
  localparam integer BEATS = (VOCABULARY + ROWS - 1) / ROWS;
  localparam integer TAIL = VOCABULARY - (BEATS - 1) * ROWS;

  reg [W-1:0] maximum_q;
  assign maximum_o = maximum_q;

  genvar level, node;
  generate
    for (level = 0; level < LEVELS; level = level + 1) begin : g_level
      localparam integer COUNT = (LANES + (1 << (2 * level)) - 1) >> (2 * level);
      wire [COUNT*W-1:0] values;
      wire [COUNT-1:0] valid;
      // A beat is here, and whether it is the first.
      wire beat, first;
      if (level == 0) begin : g_lanes
        assign values = z_data_i[LANES*W-1:0];
        for (node = 0; node < LANES; node = node + 1) begin : g_lane
          assign valid[node] = BEATS == 1 || node < TAIL || !z_last_i;
        end
        assign beat = z_valid_i;
        assign first = z_first_i;
      end else begin : g_reduced
        localparam integer BEFORE = (LANES + (1 << (2 * level - 2)) - 1) >> (2 * level - 2);
        reg [COUNT*W-1:0] values_q;
        reg [COUNT-1:0] valid_q;
        reg beat_q, first_q;
        wire [COUNT*W-1:0] values_d;
        wire [COUNT-1:0] valid_d;
        for (node = 0; node < COUNT; node = node + 1) begin : g_node
          localparam integer SIZE = (BEFORE - 4 * node < 4) ? BEFORE - 4 * node : 4;
          largest_of #(.COUNT(SIZE), .BITS(W)) u_largest (
            .values_i(g_level[level-1].values[4*node*W+:SIZE*W]),
            .valid_i(g_level[level-1].valid[4*node+:SIZE]),
            .value_o(values_d[node*W+:W]), .valid_o(valid_d[node])
          );
        end
        always @(posedge clk_i) begin
          if (en_i) begin
            values_q <= values_d;
            valid_q <= valid_d;
            first_q <= g_level[level-1].first;
          end
        end
        always @(posedge clk_i) begin
          if (rst_i) beat_q <= 1'b0;
          else if (en_i) beat_q <= g_level[level-1].beat;
        end
        assign values = values_q;
        assign valid = valid_q;
        assign beat = beat_q;
        assign first = first_q;
      end
    end

    if (BEATS == 1) begin : g_one_beat
      localparam integer COUNT = (LANES + (1 << (2 * LEVELS - 2)) - 1) >> (2 * LEVELS - 2);
      wire [W-1:0] maximum_d;
      wire unused_valid;
      largest_of #(.COUNT(COUNT), .BITS(W)) u_largest (
        .values_i(g_level[LEVELS-1].values), .valid_i(g_level[LEVELS-1].valid),
        .value_o(maximum_d), .valid_o(unused_valid)
      );
      always @(posedge clk_i) if (en_i && g_level[LEVELS-1].beat) maximum_q <= maximum_d;
      wire unused = &{1'b0, g_level[LEVELS-1].first, z_last_i};
    end else begin : g_running
      localparam integer COUNT = (LANES + (1 << (2 * LEVELS - 2)) - 1) >> (2 * LEVELS - 2);
      wire [W-1:0] maximum_d;
      wire unused_valid;
      largest_of #(.COUNT(COUNT + 1), .BITS(W)) u_largest (
        .values_i({maximum_q, g_level[LEVELS-1].values}),
        .valid_i({!g_level[LEVELS-1].first, g_level[LEVELS-1].valid}),
        .value_o(maximum_d), .valid_o(unused_valid)
      );
      always @(posedge clk_i) if (en_i && g_level[LEVELS-1].beat) maximum_q <= maximum_d;
    end
  endgenerate

  wire unused_data = &{1'b0, z_data_i};
endmodule
`default_nettype wire

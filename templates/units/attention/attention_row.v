// attention_row: assembles a vector of WIDTH elements from beats of ROWS; q stays in it, a head
// group at hand.
//
// first_i marks beat 0 of a vector. row_next_o is the row with the present beat in its place: whole
// in the cycle of the vector's last beat. rotate_i brings the next head group of q to group_o.
//
// Parameters: ROWS, WIDTH, BEATS = ceil(WIDTH/ROWS), KV_BITS; GROUP_WIDTH elements a head group.
`default_nettype none

module attention_row #(
  parameter integer ROWS = 16,
  parameter integer WIDTH = 16,
  parameter integer BEATS = 1,
  parameter integer KV_BITS = 8,
  parameter integer GROUP_WIDTH = 16
) (
  input wire clk_i,
  input wire en_i,
  input wire valid_i,
  input wire first_i,
  input wire [ROWS*KV_BITS-1:0] data_i,
  input wire rotate_i,
  output wire [WIDTH*KV_BITS-1:0] row_next_o,
  output wire [GROUP_WIDTH*KV_BITS-1:0] group_o
);
  // Bit b: this beat is beat b.
  wire [BEATS-1:0] beat;
  reg [WIDTH*KV_BITS-1:0] row_q;
  // A beat may be wider than the row.
  wire unused_data = &{1'b0, data_i};
  // What rotates in from beyond the row is zero.
  wire [(WIDTH+GROUP_WIDTH)*KV_BITS-1:0] padded = { {(GROUP_WIDTH*KV_BITS){1'b0}}, row_q};

  genvar e;
  generate
    if (BEATS > 1) begin : g_beats
      reg [BEATS-1:0] beat_q;

      assign beat = first_i ? { {(BEATS-1){1'b0}}, 1'b1} : beat_q;

      always @(posedge clk_i) begin
        if (en_i && valid_i) beat_q <= {beat[BEATS-2:0], 1'b0};
      end
    end else begin : g_beat
      wire unused_first = first_i;
      assign beat = 1'b1;
    end

    for (e = 0; e < WIDTH; e = e + 1) begin : g_element
      wire here = valid_i & beat[e/ROWS];
      assign row_next_o[e*KV_BITS+:KV_BITS] =
        here ? data_i[(e%ROWS)*KV_BITS+:KV_BITS] : row_q[e*KV_BITS+:KV_BITS];

      always @(posedge clk_i) begin
        if (en_i && (here || rotate_i)) begin
          row_q[e*KV_BITS+:KV_BITS] <= here ? data_i[(e%ROWS)*KV_BITS+:KV_BITS]
            : padded[(e+GROUP_WIDTH)*KV_BITS+:KV_BITS];
        end
      end
    end
  endgenerate

  assign group_o = padded[GROUP_WIDTH*KV_BITS-1:0];
endmodule
`default_nettype wire

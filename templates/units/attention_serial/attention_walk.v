// attention_walk: the order in which attention_serial goes through heads, positions and elements,
// an element a cycle.
//
// Heads outermost, positions 0 ... position_i, the elements of a head innermost, from start_i on;
// at the end one more position of a head that does not exist, in which the sums of the last one
// leave. base_i (the row of position 0) and position_i are stable from the cycle before start_i to
// the end.
//
// Parameters: HEADS, HEAD_DIM >= 1; ROW_BITS of an address of a row, POSITION_BITS; ELEMENT_BITS =
//   clog2((HEADS + 1) * HEAD_DIM).
`default_nettype none

module attention_walk #(
  parameter integer HEADS = 4,
  parameter integer HEAD_DIM = 4,
  parameter integer ROW_BITS = 4,
  parameter integer POSITION_BITS = 4,
  parameter integer ELEMENT_BITS = 5
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire start_i,
  input wire [ROW_BITS-1:0] base_i,
  input wire [POSITION_BITS-1:0] position_i,
  output wire valid_o,
  output wire [ROW_BITS-1:0] row_o,
  output wire [ELEMENT_BITS-1:0] element_o,
  output wire head_first_o,
  output wire position_first_o,
  output wire element_first_o,
  output wire element_last_o
);
  localparam integer INDEX_BITS = HEAD_DIM > 1 ? $clog2(HEAD_DIM) : 1;
  localparam integer LAST_INDEX = HEAD_DIM - 1;
  localparam integer WIDTH = HEADS * HEAD_DIM;

  reg running_q;
  reg [INDEX_BITS-1:0] index_q;
  reg [POSITION_BITS-1:0] position_q;
  reg [ROW_BITS-1:0] row_q;
  reg [ELEMENT_BITS-1:0] element_q;
  reg [ELEMENT_BITS-1:0] head_q;  // the head's first element

  wire beyond = head_q == WIDTH[ELEMENT_BITS-1:0];
  wire position_last = beyond | (position_q == position_i);
  wire closing = element_last_o & beyond;
  wire [ELEMENT_BITS-1:0] element_next = element_q + 1'b1;

  assign valid_o = start_i | running_q;
  assign row_o = row_q;
  assign element_o = element_q;
  assign head_first_o = head_q == {ELEMENT_BITS{1'b0}};
  assign position_first_o = position_q == {POSITION_BITS{1'b0}};
  assign element_first_o = index_q == {INDEX_BITS{1'b0}};
  assign element_last_o = index_q == LAST_INDEX[INDEX_BITS-1:0];

  always @(posedge clk_i) begin
    if (rst_i) begin
      running_q <= 1'b0;
      index_q <= {INDEX_BITS{1'b0}};
      position_q <= {POSITION_BITS{1'b0}};
      element_q <= {ELEMENT_BITS{1'b0}};
      head_q <= {ELEMENT_BITS{1'b0}};
    end else if (en_i && valid_o) begin
      running_q <= ~closing;
      index_q <= element_last_o ? {INDEX_BITS{1'b0}} : index_q + 1'b1;
      if (closing) begin
        element_q <= {ELEMENT_BITS{1'b0}};
        head_q <= {ELEMENT_BITS{1'b0}};
      end else begin
        element_q <= (element_last_o & ~position_last) ? head_q : element_next;
        if (element_last_o & position_last) head_q <= element_next;
      end
      if (element_last_o) position_q <= position_last ? {POSITION_BITS{1'b0}} : position_q + 1'b1;
    end
    if (en_i) begin
      if (!valid_o || (element_last_o && position_last)) row_q <= base_i;
      else if (element_last_o) row_q <= row_q + 1'b1;
    end
  end
endmodule
`default_nettype wire

// slot_position: of the positions of a step, from the one whose lowest bits are first_i to
// position_i, both in one block of 2^SLOT_BITS, the one that is nearest to the block's SLOT-th.
//
// Parameters: SLOT_BITS >= 1; POSITION_BITS >= SLOT_BITS; 0 <= SLOT < 2^SLOT_BITS.
`default_nettype none

module slot_position #(
  parameter integer SLOT = 1,
  parameter integer SLOT_BITS = 1,
  parameter integer POSITION_BITS = 4
) (
  input wire [SLOT_BITS-1:0] first_i,
  input wire [POSITION_BITS-1:0] position_i,
  output wire [POSITION_BITS-1:0] position_o
);
  generate
    if (SLOT == 0) begin : g_first
      // No position of the block comes before its first slot's.
      assign position_o[SLOT_BITS-1:0] = first_i;
      wire unused_last = &{1'b0, position_i[SLOT_BITS-1:0]};
    end else begin : g_later
      localparam [SLOT_BITS:0] OWN = SLOT[SLOT_BITS:0];
      wire [SLOT_BITS-1:0] last_low;
      wire before_first, after_last;
      assign last_low = position_i[SLOT_BITS-1:0];
      assign before_first = OWN < {1'b0, first_i};
      assign after_last = OWN > {1'b0, last_low};
      assign position_o[SLOT_BITS-1:0] =
        before_first ? first_i : after_last ? last_low : OWN[SLOT_BITS-1:0];
    end
    if (POSITION_BITS > SLOT_BITS) begin : g_block
      assign position_o[POSITION_BITS-1:SLOT_BITS] = position_i[POSITION_BITS-1:SLOT_BITS];
    end
  endgenerate
endmodule
`default_nettype wire

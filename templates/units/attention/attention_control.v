// attention_control: addresses of the K and V memories, and what accompanies an iteration down the
// pipeline.
//
// One iteration (head group, position j) a cycle, groups outermost, j = 0 ... position, from
// start_i on. Stage s of an iteration is s enabled cycles after its issue; the first issue is in
// the cycle of start_i.
//
// layer_i and position_i are taken while nothing more is to be issued: they must be stable from the
//   cycle before the first beat of k to start_i, whose cycle they may end with.
// k_*_o: stage 0. k_scale_*_o: stage KEY_SCALE. v_scale_*_o: stage SOFTMAX. v_*_o: stage VALUE =
//   SOFTMAX + WEIGHT. rotate_o: the last iteration of a group is in stage 1. softmax_*_o: stage
//   SCORED. summed_*_o: a group's last iteration is in stage SOFTMAX + 1. acc_clear_o: a group's
//   first iteration is in stage VALUE. finish_*_o, acc_valid_o: stage FINISH = VALUE + 1. emit_o:
//   the last iteration of all is in stage FINISH - EARLY.
//
// With SLOTS > 1 position_i is the last one of a step that begins at the position whose lowest bits
//   are first_i; both lie in one block of SLOTS. Slot t answers for the step's position that is
//   nearest to the block's t-th: write_o, that this is the t-th itself; score_live_o (stage SCORED)
//   and value_live_o (stage FINISH), that it is not before j.
//
// Parameters: LAYERS, CONTEXT, GROUPS >= 1; SOFTMAX >= 2, 1 <= KEY_SCALE, SCORED <= SOFTMAX, WEIGHT
//   >= 0, 0 <= EARLY <= VALUE; SLOTS a power of two that divides CONTEXT.
`default_nettype none

module attention_control #(
  parameter integer LAYERS = 1,
  parameter integer CONTEXT = 16,
  parameter integer GROUPS = 1,
  parameter integer LAYER_BITS = 1,
  parameter integer POSITION_BITS = 4,
  parameter integer ADDRESS_BITS = 4,
  parameter integer GROUP_BITS = 1,
  parameter integer SCORED = 3,
  parameter integer SOFTMAX = 3,
  parameter integer KEY_SCALE = 1,
  parameter integer WEIGHT = 0,
  parameter integer EARLY = 0,
  parameter integer SLOTS = 1
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire start_i,
  input wire [LAYER_BITS-1:0] layer_i,
  input wire [POSITION_BITS-1:0] position_i,
  input wire [(SLOTS > 1 ? $clog2(SLOTS) : 1)-1:0] first_i,
  output wire [SLOTS-1:0] write_o,
  output wire [SLOTS-1:0] score_live_o,
  output wire [SLOTS-1:0] value_live_o,
  output wire [ADDRESS_BITS-1:0] write_address_o,
  output wire [ADDRESS_BITS-1:0] k_address_o,
  output wire [ADDRESS_BITS-1:0] k_next_o,
  output wire [GROUP_BITS-1:0] k_group_o,
  output wire [ADDRESS_BITS-1:0] k_scale_address_o,
  output wire [ADDRESS_BITS-1:0] k_scale_next_o,
  output wire [GROUP_BITS-1:0] k_scale_group_o,
  output wire [ADDRESS_BITS-1:0] v_scale_address_o,
  output wire [ADDRESS_BITS-1:0] v_scale_next_o,
  output wire [GROUP_BITS-1:0] v_scale_group_o,
  output wire [ADDRESS_BITS-1:0] v_address_o,
  output wire [ADDRESS_BITS-1:0] v_next_o,
  output wire [GROUP_BITS-1:0] v_group_o,
  output wire rotate_o,
  output wire softmax_valid_o,
  output wire softmax_first_o,
  output wire summed_o,
  output wire [GROUP_BITS-1:0] summed_group_o,
  output wire acc_clear_o,
  output wire acc_valid_o,
  output wire finish_o,
  output wire [GROUP_BITS-1:0] finish_group_o,
  output wire emit_o
);
  localparam integer VALUE = SOFTMAX + WEIGHT;
  localparam integer FINISH = VALUE + 1;
  localparam integer LAST_GROUP = GROUPS - 1;

  wire [ADDRESS_BITS-1:0] layer_base;

  attention_address #(
    .LAYERS(LAYERS), .CONTEXT(CONTEXT), .LAYER_BITS(LAYER_BITS), .ADDRESS_BITS(ADDRESS_BITS)
  ) address (
    .layer_i(layer_i), .base_o(layer_base)
  );

  // Issue.
  reg running_q;
  reg [ADDRESS_BITS-1:0] base_q;
  reg [POSITION_BITS-1:0] position_q;
  reg [ADDRESS_BITS-1:0] address_q;
  reg [POSITION_BITS-1:0] j_q;
  reg [GROUP_BITS-1:0] group_q;

  wire valid = start_i | running_q;
  wire last = j_q == position_q;
  wire closing = last & (group_q == LAST_GROUP[GROUP_BITS-1:0]);
  wire running_d = valid & ~closing;
  wire next = valid & ~last;
  wire [ADDRESS_BITS-1:0] address_d = next ? address_q + 1'b1 : base_q;

  always @(posedge clk_i) begin
    if (rst_i) begin
      running_q <= 1'b0;
      j_q <= {POSITION_BITS{1'b0}};
      group_q <= {GROUP_BITS{1'b0}};
    end else if (en_i) begin
      running_q <= running_d;
      if (valid) begin
        j_q <= last ? {POSITION_BITS{1'b0}} : j_q + 1'b1;
        if (closing) group_q <= {GROUP_BITS{1'b0}};
        else if (last) group_q <= group_q + 1'b1;
      end
    end
    if (en_i) begin
      address_q <= address_d;
      if (!running_d) begin
        base_q <= layer_base;
        position_q <= position_i;
      end
    end
  end

  assign k_address_o = address_q;
  assign k_next_o = address_d;
  assign k_group_o = group_q;

  generate
    if (ADDRESS_BITS > POSITION_BITS) begin : g_offset
      assign write_address_o = base_q + { {(ADDRESS_BITS-POSITION_BITS){1'b0}}, position_q};
    end else begin : g_position
      assign write_address_o = base_q + position_q;
    end
  endgenerate

  // Stage s of everything is at index s.
  reg [FINISH:1] valid_q;
  reg [FINISH:1] closing_q;
  reg [FINISH:1] first_q;
  reg [FINISH:1] last_q;
  reg [VALUE*ADDRESS_BITS-1:0] addresses_q;
  reg [FINISH*GROUP_BITS-1:0] groups_q;
  wire [(VALUE+1)*ADDRESS_BITS-1:0] addresses = {addresses_q, address_q};
  wire [(FINISH+1)*GROUP_BITS-1:0] groups = {groups_q, group_q};

  always @(posedge clk_i) begin
    if (rst_i) begin
      valid_q <= {FINISH{1'b0}};
      closing_q <= {FINISH{1'b0}};
    end else if (en_i) begin
      valid_q <= {valid_q[FINISH-1:1], valid};
      closing_q <= {closing_q[FINISH-1:1], valid & closing};
    end
    if (en_i) begin
      first_q <= {first_q[FINISH-1:1], j_q == {POSITION_BITS{1'b0}}};
      last_q <= {last_q[FINISH-1:1], last};
      addresses_q <= addresses[VALUE*ADDRESS_BITS-1:0];
      groups_q <= groups[FINISH*GROUP_BITS-1:0];
    end
  end

  // Which slots an iteration is for.
  genvar t;
  generate
    if (SLOTS == 1) begin : g_slot
      wire unused_first = &first_i;
      assign write_o = 1'b1;
      assign score_live_o = 1'b1;
      assign value_live_o = 1'b1;
    end else begin : g_slots
      localparam integer SLOT_BITS = $clog2(SLOTS);
      reg [SLOT_BITS-1:0] first_low_q;
      reg [FINISH*SLOTS-1:0] lives_q;
      wire [(FINISH+1)*SLOTS-1:0] lives;
      wire [SLOT_BITS-1:0] last_low = position_q[SLOT_BITS-1:0];
      wire earlier;

      if (POSITION_BITS > SLOT_BITS) begin : g_blocks
        assign earlier = j_q[POSITION_BITS-1:SLOT_BITS] != position_q[POSITION_BITS-1:SLOT_BITS];
      end else begin : g_block
        assign earlier = 1'b0;
      end

      // Bit t: slot t is not before the step's first position; it is after the last one.
      wire [SLOTS-1:0] begun = {SLOTS{1'b1}} << first_low_q;
      wire [SLOTS-1:0] behind = ({SLOTS{1'b1}} << last_low) << 1;

      assign write_o = begun & ~behind;
      for (t = 0; t < SLOTS; t = t + 1) begin : g_live
        localparam [SLOT_BITS-1:0] SLOT = t;
        wire [SLOT_BITS-1:0] own = ~begun[t] ? first_low_q : behind[t] ? last_low : SLOT;
        assign lives[t] = earlier | (j_q[SLOT_BITS-1:0] <= own);
      end

      assign lives[(FINISH+1)*SLOTS-1:SLOTS] = lives_q;
      assign score_live_o = lives[SCORED*SLOTS+:SLOTS];
      assign value_live_o = lives[FINISH*SLOTS+:SLOTS];

      always @(posedge clk_i) begin
        if (en_i) lives_q <= lives[FINISH*SLOTS-1:0];
        if (en_i && !running_d) first_low_q <= first_i;
      end
    end
  endgenerate

  assign k_scale_address_o = addresses[KEY_SCALE*ADDRESS_BITS+:ADDRESS_BITS];
  assign k_scale_next_o = addresses[(KEY_SCALE-1)*ADDRESS_BITS+:ADDRESS_BITS];
  assign k_scale_group_o = groups[KEY_SCALE*GROUP_BITS+:GROUP_BITS];
  assign v_scale_address_o = addresses[SOFTMAX*ADDRESS_BITS+:ADDRESS_BITS];
  assign v_scale_next_o = addresses[(SOFTMAX-1)*ADDRESS_BITS+:ADDRESS_BITS];
  assign v_scale_group_o = groups[SOFTMAX*GROUP_BITS+:GROUP_BITS];
  assign v_address_o = addresses[VALUE*ADDRESS_BITS+:ADDRESS_BITS];
  assign v_next_o = addresses[(VALUE-1)*ADDRESS_BITS+:ADDRESS_BITS];
  assign v_group_o = groups[VALUE*GROUP_BITS+:GROUP_BITS];
  assign rotate_o = valid_q[1] & last_q[1];
  assign softmax_valid_o = valid_q[SCORED];
  assign softmax_first_o = first_q[SCORED];
  assign summed_o = valid_q[SOFTMAX+1] & last_q[SOFTMAX+1];
  assign summed_group_o = groups[(SOFTMAX+1)*GROUP_BITS+:GROUP_BITS];
  assign acc_clear_o = valid_q[VALUE] & first_q[VALUE];
  assign acc_valid_o = valid_q[FINISH];
  assign finish_o = valid_q[FINISH] & last_q[FINISH];
  assign finish_group_o = groups[FINISH*GROUP_BITS+:GROUP_BITS];
  assign emit_o = closing_q[FINISH-EARLY];
endmodule
`default_nettype wire

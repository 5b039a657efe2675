// step_control: decides when a token step of the core begins, and what it works on. It joins the
// two times: a step is rigid once begun, and it begins only on credit, so the core is frozen
// (en_o = 0, a register) exactly between two steps, as long as credit is wanting:
//   prompt step    a block of prompt tokens is queued: SLOTS, or fewer up to the prompt's last; an
//                  output slot is free if that is among them; for a sequence's first step also
//                  allow_i in the cycle before;
//   generated step an output slot is free.
// A sequence ends with the stop token, with position CONTEXT-1 or with the token limit. A prompt
// that breaks a rule is refused: its tokens are dropped up to TLAST and one beat answers,
// with last and error set and the error's code as data. abort_i ends a sequence that
// has begun in the same way (code ABORTED), resets the core and forgets the queued prompt.
//
// A step works on the positions from the one whose lowest bits are first_o to position_o; a slot
// that has no token of its own has the last one's, as all have in a generated step.
//
// Parameters: CONTEXT 1 .. 2^POSITION_BITS; OUTPUT_DEPTH >= 2; CODE_BITS > TOKEN_BITS, > 3; SLOTS a
//   power of two that divides CONTEXT.
// The core: a step takes at least 2 cycles; token_i holds from the cycle after step_done_i.
// Latency: a block's last token handed over in cycle h, step_o in h+1; step_done_i in cycle w, next
//   step_o in w+1, push_o in w+1; after a stop token (known in w+1 only) the next step_o is in w+2,
//   and w+1 is an enabled cycle without a step.
`default_nettype none

module step_control #(
  parameter integer TOKEN_BITS = 5,
  parameter integer POSITION_BITS = 4,
  parameter integer CONTEXT = 16,
  parameter integer OUTPUT_DEPTH = 4,
  parameter integer CODE_BITS = 6,
  parameter integer SLOTS = 1,
  parameter [2:0] PROMPT_TOO_LONG = 3'd1,
  parameter [2:0] TOKEN_OUT_OF_RANGE = 3'd2,
  parameter [2:0] BAD_CONFIGURATION = 3'd3,
  parameter [2:0] ABORTED = 3'd4
) (
  input wire clk_i,
  input wire rst_i,
  input wire allow_i,
  input wire abort_i,
  // Settings of the sequence, taken when load_o is 1; limit_i is read at that moment (0: none).
  output wire load_o,
  input wire configuration_bad_i,
  input wire stop_enable_i,
  input wire [TOKEN_BITS-1:0] stop_token_i,
  input wire [POSITION_BITS:0] limit_i,
  // The prompt queue: its head and its first block now, and whether the next cycle has a block.
  input wire head_valid_i,
  input wire head_last_i,
  input wire block_ready_i,
  input wire [SLOTS-1:0] block_own_i,
  input wire block_last_i,
  input wire block_bad_i,
  input wire [SLOTS*TOKEN_BITS-1:0] block_tokens_i,
  input wire next_ready_i,
  input wire next_last_i,
  output wire [SLOTS-1:0] pop_o,
  // The output queue.
  output wire push_o,
  output wire [CODE_BITS-1:0] push_data_o,
  output wire push_last_o,
  output wire push_error_o,
  input wire [OUTPUT_DEPTH-1:0] occupied_i,
  input wire [OUTPUT_DEPTH-1:0] next_occupied_i,
  // The core.
  output wire en_o,
  output wire core_rst_o,
  output wire step_o,
  output wire [SLOTS*TOKEN_BITS-1:0] token_o,
  output wire [(SLOTS > 1 ? $clog2(SLOTS) : 1)-1:0] first_o,
  output wire [POSITION_BITS-1:0] position_o,
  output wire prefill_o,
  output wire seed_load_o,
  input wire step_done_i,
  input wire [TOKEN_BITS-1:0] token_i,
  // For registers and counters.
  output wire busy_o,
  output wire generating_o,
  output wire input_stall_o,
  output wire output_stall_o,
  output wire refused_o,
  output wire [2:0] refused_code_o
);
  localparam [POSITION_BITS-1:0] LAST_POSITION = CONTEXT[POSITION_BITS-1:0] - 1'b1;
  localparam [POSITION_BITS-1:0] BEFORE_LAST = LAST_POSITION - 1'b1;
  localparam integer LAST_BLOCK = CONTEXT - SLOTS;
  localparam [POSITION_BITS-1:0] BLOCK_BEFORE =
    LAST_BLOCK[POSITION_BITS-1:0] - SLOTS[POSITION_BITS-1:0];
  localparam [POSITION_BITS:0] ONE = { {POSITION_BITS{1'b0}}, 1'b1 };

  reg en_q, core_rst_q;
  reg start_q;     // first cycle of a step, unless it is refused or the sequence has just ended
  reg running_q;   // a later cycle of a step
  reg generate_q;  // the token comes from the core, not from the prompt
  reg first_q;     // no step of the sequence has begun
  reg drop_q;      // a refused prompt is read away
  reg fail_q;      // its answer waits for an output slot
  reg sampled_q;   // the core shows a new token (one wall cycle, however long it is frozen)
  reg ended_q;     // ... the sequence's last, by position or by limit
  reg last_q;      // the running step is the last that position and limit allow
  // position_q is the last one, of a prompt step that of the last block; known with it, for
  // everything that starts waits for this.
  reg at_end_q;
  reg [2:0] code_q;
  reg [POSITION_BITS-1:0] position_q;
  reg [POSITION_BITS:0] remaining_q;

  // This cycle. The step's kind is stable from its first to its last cycle.
  wire sampling = generate_q || block_last_i;
  wire finish = running_q && step_done_i;
  wire finish_end = finish && sampling && last_q;
  wire stop_now = sampled_q && generate_q && stop_enable_i && (token_i == stop_token_i);
  wire too_long = at_end_q && !block_last_i;
  wire bad_start = first_q && configuration_bad_i;
  wire refuse = start_q && !generate_q && (block_bad_i || too_long || bad_start);
  wire step = start_q && !refuse && !stop_now;
  wire dropped = drop_q && head_valid_i && head_last_i;
  wire answer = fail_q && !occupied_i[OUTPUT_DEPTH-1];

  // The next cycle: where a step could begin, and whether there is credit for it.
  wire sampled_d = finish && sampling;
  wire room_d = !next_occupied_i[OUTPUT_DEPTH-1]
    && !(next_occupied_i[OUTPUT_DEPTH-2] && sampled_d);
  wire prompt_credit = next_ready_i && (!next_last_i || room_d);
  wire idle = !running_q && !start_q && !drop_q && !fail_q;
  wire at_first = finish_end || stop_now || answer || (idle && !generate_q && first_q);
  wire at_prompt = (finish && !sampling) || (idle && !generate_q && !first_q);
  wire at_generated = (finish && sampling && !last_q) || (idle && generate_q && !stop_now);
  // The core gets one cycle after its reset before the first step.
  wire first_credit = allow_i && !core_rst_q && prompt_credit;
  wire start_d = (at_first && first_credit) || (at_prompt && prompt_credit)
    || (at_generated && room_d);
  wire running_d = (running_q && !step_done_i) || step;

  // The step's last position.
  wire [POSITION_BITS-1:0] position;
  wire full = block_own_i[SLOTS-1];

  genvar t;
  generate
    if (SLOTS == 1) begin : g_token
      assign position = position_q;
      assign first_o = 1'b0;
      assign token_o = generate_q ? token_i : block_tokens_i;
    end else begin : g_block
      // A block begins at a multiple of SLOTS; its tokens but the first are counted.
      reg [POSITION_BITS-1:0] others;
      integer slot;

      always @* begin
        others = {POSITION_BITS{1'b0}};
        for (slot = 1; slot < SLOTS; slot = slot + 1)
          if (block_own_i[slot]) others = slot[POSITION_BITS-1:0];
      end

      assign position = position_q | (others & {POSITION_BITS{~generate_q}});
      assign first_o = position_q[$clog2(SLOTS)-1:0];
      for (t = 0; t < SLOTS; t = t + 1) begin : g_slot
        assign token_o[t*TOKEN_BITS+:TOKEN_BITS] =
          generate_q ? token_i : block_tokens_i[t*TOKEN_BITS+:TOKEN_BITS];
      end
    end
  endgenerate

  wire between = first_q && !running_q && !start_q;
  assign load_o = finish_end || stop_now || between;

  always @(posedge clk_i) begin
    if (rst_i || abort_i) begin
      en_q <= 1'b0;
      start_q <= 1'b0;
      running_q <= 1'b0;
      generate_q <= 1'b0;
      first_q <= 1'b1;
      drop_q <= 1'b0;
      sampled_q <= 1'b0;
      position_q <= {POSITION_BITS{1'b0}};
      at_end_q <= CONTEXT == SLOTS;
    end else begin
      en_q <= running_d || start_d;
      start_q <= start_d;
      running_q <= running_d;
      generate_q <= finish ? (sampling && !last_q) : (generate_q && !stop_now);
      first_q <= finish_end || stop_now || refuse || (first_q && !step);
      drop_q <= refuse || (drop_q && !dropped);
      sampled_q <= sampled_d;
      if (finish_end || stop_now || refuse) begin
        position_q <= {POSITION_BITS{1'b0}};
        at_end_q <= CONTEXT == SLOTS;
      end else if (finish) begin
        position_q <= position + 1'b1;
        at_end_q <= sampling ? position == BEFORE_LAST : position_q == BLOCK_BEFORE;
      end
    end
    if (rst_i) fail_q <= 1'b0;
    else if (abort_i) fail_q <= drop_q || (fail_q && !answer) || ((!first_q || step) && !stop_now);
    else fail_q <= dropped || (fail_q && !answer);
    core_rst_q <= rst_i || abort_i;
  end

  always @(posedge clk_i) begin
    ended_q <= last_q;
    last_q <= (at_end_q && (generate_q || full)) || (remaining_q == ONE);
    // With load_o, whose own wires are long, written out.
    if (sampled_d) remaining_q <= (last_q || stop_now || between) ? limit_i : remaining_q - ONE;
    else if (stop_now || between) remaining_q <= limit_i;
    if (refuse) code_q <= refused_code_o;
    else if (abort_i && !drop_q && !fail_q) code_q <= ABORTED;
  end

  assign en_o = en_q;
  assign core_rst_o = core_rst_q;
  assign step_o = step;
  assign position_o = position;
  assign prefill_o = !sampling;
  assign seed_load_o = step && first_q;

  // A block at its step's end, or a refused prompt's tokens one after another.
  localparam [SLOTS-1:0] HEAD = 1;
  assign pop_o = (block_own_i & {SLOTS{finish && !generate_q}})
    | (HEAD & {SLOTS{drop_q && head_valid_i}});
  assign push_o = sampled_q || answer;
  assign push_data_o = fail_q ? { {(CODE_BITS-3){1'b0}}, code_q }
    : { {(CODE_BITS-TOKEN_BITS){1'b0}}, token_i };
  assign push_last_o = fail_q || ended_q || stop_now;
  assign push_error_o = fail_q;

  wire waiting = idle && !first_q;
  assign busy_o = !first_q || start_q || drop_q || fail_q;
  assign generating_o = generate_q;
  assign input_stall_o = waiting && !generate_q && !block_ready_i;
  assign output_stall_o = waiting && (generate_q ? !stop_now : block_ready_i);
  assign refused_o = refuse;
  assign refused_code_o = bad_start ? BAD_CONFIGURATION
    : block_bad_i ? TOKEN_OUT_OF_RANGE : PROMPT_TOO_LONG;
endmodule
`default_nettype wire

// axi_stream_prompt: the prompt's edge. Takes tokens from an AXI4-Stream into a token_queue, notes
// beside each whether it names a token of the vocabulary at all, and shows them as the blocks that
// the core takes: SLOTS tokens, or fewer up to TLAST. TREADY is a register.
//
// Parameters: TOKEN_BITS 1 .. 24; TDATA_BITS 8 | 16 | 24 | 32, >= TOKEN_BITS;
//   VOCABULARY 1 .. 2^TOKEN_BITS; DEPTH >= 2 tokens; SLOTS <= DEPTH.
// Latency: handshake in cycle h, head in cycle h+1 (announced by next_ready_o in cycle h).
`default_nettype none

module axi_stream_prompt #(
  parameter integer TOKEN_BITS = 5,
  parameter integer TDATA_BITS = 8,
  parameter integer VOCABULARY = 27,
  parameter integer DEPTH = 4,
  parameter integer SLOTS = 1
) (
  input wire clk_i,
  input wire rst_i,
  // Forgets what is queued, and a token that is handed over in this very cycle.
  input wire clear_i,
  input wire [TDATA_BITS-1:0] tdata_i,
  input wire tlast_i,
  input wire tvalid_i,
  output wire tready_o,
  // The oldest token.
  output wire head_valid_o,
  output wire head_last_o,
  // The oldest block: it is whole; and, if it is, which slots have a token of their own, that it
  // ends the prompt, that one of its tokens is none. A slot without a token of its own has the
  // block's last.
  output wire block_ready_o,
  output wire [SLOTS-1:0] block_own_o,
  output wire block_last_o,
  output wire block_bad_o,
  output wire [SLOTS*TOKEN_BITS-1:0] block_tokens_o,
  // block_ready_o and block_last_o of the next cycle, likewise.
  output wire next_ready_o,
  output wire next_last_o,
  // Bit i: more than i tokens leave.
  input wire [SLOTS-1:0] pop_i
);
  localparam integer WIDTH = TOKEN_BITS + 2;

  reg ready_q;

  wire [32:0] code = { {(33-TDATA_BITS){1'b0}}, tdata_i };
  wire bad = code >= {1'b0, VOCABULARY[31:0]};

  wire [SLOTS-1:0] valid, next_valid, last, next_last, bads, next_own;
  wire [SLOTS*WIDTH-1:0] data, next_data;
  wire [DEPTH-1:0] unused_occupied;
  wire [DEPTH-1:0] next_occupied;

  token_queue #(
    .WIDTH        (WIDTH),
    .DEPTH        (DEPTH),
    .FALL_THROUGH (0),
    .SLOTS        (SLOTS)
  ) u_queue (
    .clk_i           (clk_i),
    .rst_i           (rst_i),
    .clear_i         (clear_i),
    .push_i          (tvalid_i && ready_q),
    .data_i          ({tdata_i[TOKEN_BITS-1:0], bad, tlast_i}),
    .pop_i           (pop_i),
    .valid_o         (valid),
    .data_o          (data),
    .next_valid_o    (next_valid),
    .next_data_o     (next_data),
    .occupied_o      (unused_occupied),
    .next_occupied_o (next_occupied)
  );

  always @(posedge clk_i) begin
    // Low in reset: a sender that leaves reset earlier than this unit must not lose a token.
    if (rst_i) ready_q <= 1'b0;
    else ready_q <= !next_occupied[DEPTH-1];
  end

  // The token that ends the block.
  reg [TOKEN_BITS-1:0] newest;
  integer each;
  always @* begin
    newest = {TOKEN_BITS{1'b0}};
    for (each = 0; each < SLOTS; each = each + 1)
      newest = newest
        | (data[each*WIDTH+2+:TOKEN_BITS] & {TOKEN_BITS{block_own_o[each] & last[each]}});
  end

  genvar s;
  generate
    for (s = 0; s < SLOTS; s = s + 1) begin : g_slot
      // The head is there in every block, so its valid bit is not asked: this is the longest way
      // in.
      assign last[s] = data[s*WIDTH];
      assign bads[s] = data[s*WIDTH+1];
      assign next_last[s] = next_data[s*WIDTH];
      if (s == 0) begin : g_first
        assign block_own_o[0] = 1'b1;
        assign next_own[0] = 1'b1;
      end else begin : g_behind
        assign block_own_o[s] = valid[s] & ~|last[s-1:0];
        assign next_own[s] = next_valid[s] & ~|next_last[s-1:0];
      end
      assign block_tokens_o[s*TOKEN_BITS+:TOKEN_BITS] =
        block_own_o[s] ? data[s*WIDTH+2+:TOKEN_BITS] : newest;
    end
  endgenerate

  wire unused_next = &{1'b0, next_data};

  assign tready_o = ready_q;
  assign head_valid_o = valid[0];
  assign head_last_o = data[0];
  assign block_last_o = |(block_own_o & last);
  assign block_ready_o = valid[SLOTS-1] | (|(valid & block_own_o & last));
  assign block_bad_o = |(block_own_o & bads);
  assign next_last_o = |(next_own & next_last);
  assign next_ready_o = next_valid[SLOTS-1] | (|(next_valid & next_own & next_last));
endmodule
`default_nettype wire

// token_queue: a short first-in first-out queue in registers. Its head is always entry 0, so that
// neither the reader's data nor its valid bit pass through a multiplexer, and the head that the
// next cycle will show is an output, on which a registered decision can be taken in this cycle.
// It lives in wall time (no en_i). Pushing into a full queue is the caller's fault: by credit or
// by a ready made of next_occupied_o it cannot happen.
//
// Parameters: WIDTH >= 1; DEPTH >= 2 entries; FALL_THROUGH 0 | 1: an empty queue shows what is
//   pushed in the same cycle; SLOTS 1 .. DEPTH oldest entries that are shown and can be popped at
//   once, 1 with FALL_THROUGH.
// Latency: push_i to valid_o 1 cycle, 0 with FALL_THROUGH. One push and one pop per cycle.
`default_nettype none

module token_queue #(
  parameter integer WIDTH = 8,
  parameter integer DEPTH = 4,
  parameter integer FALL_THROUGH = 0,
  parameter integer SLOTS = 1
) (
  input wire clk_i,
  input wire rst_i,
  input wire clear_i,
  input wire push_i,
  input wire [WIDTH-1:0] data_i,
  // Bit i: more than i entries leave. May be 1 only together with the same bit of valid_o.
  input wire [SLOTS-1:0] pop_i,
  // The oldest entries, entry 0 in the lowest bits.
  output wire [SLOTS-1:0] valid_o,
  output wire [SLOTS*WIDTH-1:0] data_o,
  // valid_o and data_o of the next cycle (but for what falls through then, and for clear_i).
  output wire [SLOTS-1:0] next_valid_o,
  output wire [SLOTS*WIDTH-1:0] next_data_o,
  // Bit i: more than i entries are held, now and in the next cycle.
  output wire [DEPTH-1:0] occupied_o,
  output wire [DEPTH-1:0] next_occupied_o
);
  reg  [DEPTH-1:0]       occupied_q;
  reg  [DEPTH*WIDTH-1:0] data_q;
  wire [DEPTH*WIDTH-1:0] data_d;

  // What falls through and is taken at once is never stored.
  wire through = (FALL_THROUGH != 0) && !occupied_q[0];
  wire store = push_i && !(pop_i[0] && through);

  // Entry i follows entry i + n where n leave.
  wire [DEPTH-1:0] kept;
  wire [DEPTH*WIDTH-1:0] moved;
  // Bit n: exactly n leave.
  wire [SLOTS:0] leave = {1'b0, pop_i} ^ {pop_i, 1'b1};
  assign next_occupied_o = kept | (store ? {kept[DEPTH-2:0], 1'b1} : {DEPTH{1'b0}});

  genvar i;
  generate
    for (i = 0; i < DEPTH; i = i + 1) begin : g_entry
      reg own_kept;
      reg [WIDTH-1:0] own;
      integer n;

      always @* begin
        own_kept = 1'b0;
        own = {WIDTH{1'b0}};
        for (n = 0; n <= SLOTS; n = n + 1) begin
          if (i + n < DEPTH) begin
            own_kept = own_kept | (occupied_q[i+n] & leave[n]);
            own = own | (data_q[(i+n)*WIDTH+:WIDTH] & {WIDTH{leave[n]}});
          end
        end
      end

      assign kept[i] = own_kept;
      assign moved[i*WIDTH+:WIDTH] = own;
      // A free entry follows the input; only the valid bits say which of them counts.
      assign data_d[i*WIDTH+:WIDTH] = kept[i] ? moved[i*WIDTH+:WIDTH] : data_i;
    end

    if (FALL_THROUGH != 0) begin : g_through
      assign valid_o = occupied_q[0] || push_i;
      assign data_o = through ? data_i : data_q[WIDTH-1:0];
    end else begin : g_registers
      assign valid_o = occupied_q[SLOTS-1:0];
      assign data_o = data_q[SLOTS*WIDTH-1:0];
    end
  endgenerate

  always @(posedge clk_i) begin
    if (rst_i || clear_i) occupied_q <= {DEPTH{1'b0}};
    else occupied_q <= next_occupied_o;
    data_q <= data_d;
  end

  assign occupied_o = occupied_q;
  assign next_valid_o = next_occupied_o[SLOTS-1:0];
  assign next_data_o = data_d[SLOTS*WIDTH-1:0];
endmodule
`default_nettype wire

// kv_quantise: int8 codes of keys and values, each head by its own largest magnitude, with a 12-bit
// mantissa and a 4-bit exponent a head (docs/arithmetic.md, 6a).
//
// in_*: vectors of whole heads, ROWS elements of 16 bits a beat, gaps allowed; in_first_i and
//   in_last_i frame a vector, in_tag_i goes along with each head from its last beat on.
// out_*: the codes, framed likewise. A beat holds ROWS/HEAD_DIM heads or is one of the
//   HEAD_DIM/ROWS of a head, which leave back to back.
// scale_o: {exponent, mantissa} of each of the beat's heads; scale_valid_o marks a head's last
//   beat, scale_first_o the vector's first head.
//
// Parameters: ROWS a power of two; HEAD_DIM divides it or is a multiple of it; LANES, those that
//   ever hold an element: ROWS, or fewer whole heads (the other lanes' codes are 0); the
//   reciprocal's formats and images; TAG_BITS >= 1; PIPELINE 0|1.
// Latency from a head's last beat to its first beat of codes, with L = max(1, clog2(min(ROWS,
//   HEAD_DIM))): PIPELINE 0: 3 + floor(L / 8), 1: 4 + floor(L / (L mod 3 = 2 ? 2 : 3)).
`default_nettype none

module kv_quantise #(
  parameter integer ROWS = 16,
  parameter integer LANES = 16,
  parameter integer HEAD_DIM = 8,
  parameter integer RECIPROCAL_BITS = 13,
  parameter integer K0 = 4,
  parameter integer K1 = 4,
  parameter integer K2 = 4,
  parameter integer T1_BITS = 6,
  parameter T0_FILE = "",
  parameter T1_FILE = "",
  parameter integer TAG_BITS = 1,
  parameter integer PIPELINE = 1,
  parameter MULTIPLIER = "dsp"
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire in_valid_i,
  input wire in_first_i,
  input wire in_last_i,
  input wire [TAG_BITS-1:0] in_tag_i,
  input wire [ROWS*16-1:0] in_data_i,
  output wire out_valid_o,
  output wire out_first_o,
  output wire out_last_o,
  output wire [TAG_BITS-1:0] out_tag_o,
  output wire [ROWS*8-1:0] out_data_o,
  output wire scale_valid_o,
  output wire scale_first_o,
  output wire [(ROWS > HEAD_DIM ? ROWS / HEAD_DIM : 1)*16-1:0] scale_o
);
  // ---- illegal parameters name themselves: no such module exists ------------------------------
  generate
    if (ROWS < 1 || (ROWS & (ROWS - 1)) != 0) begin : g_illegal_rows
      kv_quantise_ROWS_must_be_a_power_of_two u_illegal ();
    end
    if (ROWS % HEAD_DIM != 0 && HEAD_DIM % ROWS != 0) begin : g_illegal_head_dim
      kv_quantise_HEAD_DIM_must_divide_ROWS_or_be_a_multiple u_illegal ();
    end
    if (LANES > ROWS) begin : g_illegal_lanes
      kv_quantise_LANES_must_not_exceed_ROWS u_illegal ();
    end
    if (TAG_BITS < 1) begin : g_illegal_tag_bits
      kv_quantise_TAG_BITS_must_be_at_least_1 u_illegal ();
    end
    if (PIPELINE != 0 && PIPELINE != 1) begin : g_illegal_pipeline
      kv_quantise_PIPELINE_must_be_0_or_1 u_illegal ();
    end
  endgenerate

  localparam integer HEAD_BEATS = HEAD_DIM > ROWS ? HEAD_DIM / ROWS : 1;
  localparam integer SLOT_LANES = HEAD_DIM > ROWS ? ROWS : HEAD_DIM;
  localparam integer SLOTS = ROWS / SLOT_LANES;
  localparam integer USED_SLOTS = LANES / SLOT_LANES;
  localparam integer COUNT_BITS = HEAD_BEATS > 1 ? $clog2(HEAD_BEATS) : 1;
  localparam integer LAST_BEAT = HEAD_BEATS - 1;
  localparam integer LEVELS = SLOT_LANES > 2 ? $clog2(SLOT_LANES) : 1;
  // Behind the last register at most one more level comes before the last comparison.
  localparam integer MAX_LEVELS = PIPELINE == 0 ? 8 : LEVELS % 3 == 2 ? 2 : 3;
  localparam integer MAX_DELAY = LEVELS / MAX_LEVELS;
  // From a head's last beat to the shift of its first one.
  localparam integer TO_SHIFT = MAX_DELAY + 1 + PIPELINE;
  localparam integer DEPTH_BITS = $clog2(HEAD_BEATS + TO_SHIFT);
  localparam integer META_BITS = TAG_BITS + 2;

  // ---- beats of a head --------------------------------------------------------------------------
  wire head_first, head_last, opens;

  generate
    if (HEAD_BEATS == 1) begin : g_beat
      assign head_first = 1'b1;
      assign head_last = 1'b1;
      assign opens = in_first_i;
    end else begin : g_beats
      reg [COUNT_BITS-1:0] beat_q;
      reg opens_q;
      wire [COUNT_BITS-1:0] beat = in_first_i ? {COUNT_BITS{1'b0}} : beat_q;

      assign head_first = beat == {COUNT_BITS{1'b0}};
      assign head_last = beat == LAST_BEAT[COUNT_BITS-1:0];
      assign opens = head_first ? in_first_i : opens_q;

      always @(posedge clk_i) begin
        if (en_i && in_valid_i) begin
          beat_q <= head_last ? {COUNT_BITS{1'b0}} : beat + 1'b1;
          opens_q <= opens;
        end
      end
    end
  endgenerate

  wire amax_valid, amax_first, amax_last, shift_start;
  reg whole_q;  // a head's largest magnitude is there, in this cycle for the first time

  delay_line #(.BITS(3), .DEPTH(MAX_DELAY)) max_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({in_valid_i, in_valid_i & head_first, in_valid_i & head_last}),
    .out_o({amax_valid, amax_first, amax_last})
  );

  always @(posedge clk_i) begin
    if (rst_i) whole_q <= 1'b0;
    else if (en_i) whole_q <= amax_last;
  end

  delay_line #(.BITS(1), .DEPTH(PIPELINE)) shift_flag (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i(whole_q), .out_o(shift_start)
  );

  // ---- a head's beats wait for its largest magnitude, then they are shifted one a cycle ---------
  reg [LANES*16-1:0] waiting [0:(1<<DEPTH_BITS)-1];
  reg [DEPTH_BITS-1:0] write_q, read_q;
  wire [LANES*16-1:0] elements = waiting[read_q];
  wire shift_valid, shift_last;

  always @(posedge clk_i) begin
    if (rst_i) begin
      write_q <= {DEPTH_BITS{1'b0}};
      read_q <= {DEPTH_BITS{1'b0}};
    end else if (en_i) begin
      if (in_valid_i) write_q <= write_q + 1'b1;
      if (shift_valid) read_q <= read_q + 1'b1;
    end
    if (en_i && in_valid_i) waiting[write_q] <= in_data_i[LANES*16-1:0];
  end

  // The head's tag, and whether it opens or closes a vector.
  reg [TO_SHIFT*META_BITS-1:0] metas_q;
  wire [(TO_SHIFT+1)*META_BITS-1:0] metas = {metas_q, opens, in_last_i, in_tag_i};
  wire [META_BITS-1:0] arriving = metas[TO_SHIFT*META_BITS+:META_BITS];
  wire [META_BITS-1:0] meta;

  always @(posedge clk_i) begin
    if (en_i) metas_q <= metas[TO_SHIFT*META_BITS-1:0];
  end

  generate
    if (HEAD_BEATS == 1) begin : g_shift_beat
      assign shift_valid = shift_start;
      assign shift_last = shift_start;
      assign meta = arriving;
    end else begin : g_shift_beats
      reg shifting_q;
      reg [COUNT_BITS-1:0] beat_q;
      reg [META_BITS-1:0] meta_q;

      assign shift_valid = shift_start | shifting_q;
      assign shift_last = shifting_q & (beat_q == LAST_BEAT[COUNT_BITS-1:0]);
      assign meta = shift_start ? arriving : meta_q;

      always @(posedge clk_i) begin
        if (rst_i) shifting_q <= 1'b0;
        else if (en_i) shifting_q <= shift_valid & ~shift_last;
        if (en_i) begin
          beat_q <= shift_start ? { {(COUNT_BITS-1){1'b0}}, 1'b1} : beat_q + 1'b1;
          meta_q <= meta;
        end
      end
    end
  endgenerate

  delay_line #(.BITS(2), .DEPTH(2)) out_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i({shift_valid, shift_last}),
    .out_o({out_valid_o, scale_valid_o})
  );

  reg [2*(TAG_BITS+3)-1:0] frames_q;

  always @(posedge clk_i) begin
    if (en_i) begin
      frames_q <= {frames_q[TAG_BITS+2:0], shift_start & meta[META_BITS-1],
        shift_last & meta[META_BITS-2], meta[META_BITS-1], meta[TAG_BITS-1:0]};
    end
  end

  assign {out_first_o, out_last_o, scale_first_o, out_tag_o} = frames_q[TAG_BITS+3+:TAG_BITS+3];

  genvar s;
  generate
    for (s = 0; s < SLOTS; s = s + 1) begin : g_slot
      if (s < USED_SLOTS) begin : g_head
        kv_quantise_head #(
          .LANES(SLOT_LANES), .HEAD_BEATS(HEAD_BEATS), .RECIPROCAL_BITS(RECIPROCAL_BITS), .K0(K0),
          .K1(K1), .K2(K2), .T1_BITS(T1_BITS), .T0_FILE(T0_FILE), .T1_FILE(T1_FILE),
          .MAX_LEVELS(MAX_LEVELS), .PIPELINE(PIPELINE), .MULTIPLIER(MULTIPLIER)
        ) head (
          .clk_i(clk_i), .en_i(en_i), .in_data_i(in_data_i[s*SLOT_LANES*16+:SLOT_LANES*16]),
          .amax_valid_i(amax_valid), .amax_first_i(amax_first), .whole_i(whole_q),
          .shift_start_i(shift_start), .elements_i(elements[s*SLOT_LANES*16+:SLOT_LANES*16]),
          .codes_o(out_data_o[s*SLOT_LANES*8+:SLOT_LANES*8]), .scale_o(scale_o[s*16+:16])
        );
      end else begin : g_absent
        wire unused_data = &in_data_i[s*SLOT_LANES*16+:SLOT_LANES*16];
        assign out_data_o[s*SLOT_LANES*8+:SLOT_LANES*8] = {(SLOT_LANES*8){1'b0}};
        assign scale_o[s*16+:16] = 16'd0;
      end
    end
  endgenerate
endmodule
`default_nettype wire

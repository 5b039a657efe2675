// attention_emit: divides each head's weighted sums by its sum of probabilities and sends them,
// ROWS elements a beat.
//
// emit_i: the beats' first stage is the next enabled cycle. In stage 0 of beat b its acc_i,
//   lambda_i and index_i (of all elements and heads; later beats' may still change) are used: sums
//   and shifts of its elements are chosen, reciprocals looked up; where there are several beats,
//   with an index that was chosen a cycle before from index_next_i, what index_i is in the next
//   cycle. out_*: latency 2 + PIPELINE from there.
//
// Parameters: ROWS (a power of two), HEADS, HEAD_DIM, BEATS = ceil(HEADS * HEAD_DIM / ROWS), the
//   widths of attention_lane, the reciprocal's fields and images. Where a beat holds whole heads or
//   lies in one, its lanes share a table a head, else each lane has its own.
`default_nettype none

module attention_emit #(
  parameter integer ROWS = 16,
  parameter integer HEADS = 4,
  parameter integer HEAD_DIM = 4,
  parameter integer BEATS = 1,
  parameter integer ACC_BITS = 24,
  parameter integer LAMBDA_BITS = 3,
  parameter integer INDEX_BITS = 12,
  parameter integer BASE = 4,
  parameter integer NORMAL_BITS = 15,
  parameter integer RECIPROCAL_BITS = 13,
  parameter integer DROP = 14,
  parameter integer X_BITS = 16,
  parameter integer K0 = 4,
  parameter integer K1 = 4,
  parameter integer K2 = 4,
  parameter integer T1_BITS = 1,
  parameter T0_FILE = "",
  parameter T1_FILE = "",
  parameter integer PIPELINE = 1,
  parameter MULTIPLIER = "dsp"
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire emit_i,
  input wire [HEADS*HEAD_DIM*ACC_BITS-1:0] acc_i,
  input wire [HEADS*LAMBDA_BITS-1:0] lambda_i,
  input wire [HEADS*INDEX_BITS-1:0] index_i,
  input wire [HEADS*INDEX_BITS-1:0] index_next_i,
  output wire out_valid_o,
  output wire out_first_o,
  output wire out_last_o,
  output wire [ROWS*X_BITS-1:0] out_data_o
);
  localparam integer WIDTH = HEADS * HEAD_DIM;
  // Lanes of a slot belong to one head in every beat.
  localparam integer SHARED = BEATS == 1 || ROWS % HEAD_DIM == 0 || HEAD_DIM % ROWS == 0 ? 1 : 0;
  localparam integer SLOT_LANES = SHARED == 0 ? 1 : (HEAD_DIM < ROWS ? HEAD_DIM : ROWS);
  localparam integer LANES = WIDTH < ROWS ? WIDTH : ROWS;
  localparam integer SLOTS = (LANES + SLOT_LANES - 1) / SLOT_LANES;

  // Bit b: beat b is in stage 0.
  reg [BEATS-1:0] beat_q;
  wire [BEATS:0] beat_d = {beat_q, emit_i};

  always @(posedge clk_i) begin
    if (rst_i) begin
      beat_q <= {BEATS{1'b0}};
    end else if (en_i) begin
      beat_q <= beat_d[BEATS-1:0];
    end
  end

  wire unused_index = &{1'b0, index_i, beat_d[BEATS]};
  wire last_stage;
  wire last_first;
  wire last_last;

  delay_line #(.BITS(3), .DEPTH(1+PIPELINE)) flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({|beat_q, beat_q[0], beat_q[BEATS-1]}), .out_o({last_stage, last_first, last_last})
  );

  delay_line #(.BITS(3), .DEPTH(1)) out_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i({last_stage, last_first, last_last}),
    .out_o({out_valid_o, out_first_o, out_last_o})
  );

  wire [SLOTS*LAMBDA_BITS-1:0] lambda;
  wire [SLOTS*RECIPROCAL_BITS-1:0] rho;

  genvar s, r;
  generate
    for (s = 0; s < SLOTS; s = s + 1) begin : g_slot
      reg [LAMBDA_BITS-1:0] slot_lambda;
      reg [INDEX_BITS-1:0] chosen_index;
      wire [INDEX_BITS-1:0] slot_index;
      integer at;
      integer head;

      always @* begin
        slot_lambda = {LAMBDA_BITS{1'b0}};
        chosen_index = {INDEX_BITS{1'b0}};
        head = 0;
        for (at = 0; at < BEATS; at = at + 1) begin
          if (at * ROWS + s * SLOT_LANES < WIDTH) begin
            head = (at * ROWS + s * SLOT_LANES) / HEAD_DIM;
            slot_lambda = slot_lambda | (lambda_i[head*LAMBDA_BITS+:LAMBDA_BITS]
              & {LAMBDA_BITS{BEATS == 1 || beat_q[at]}});
            chosen_index = chosen_index | (index_next_i[head*INDEX_BITS+:INDEX_BITS]
              & {INDEX_BITS{beat_d[at]}});
          end
        end
      end

      if (BEATS == 1) begin : g_own
        wire unused_chosen = &chosen_index;
        assign slot_index = index_i[s*SLOT_LANES/HEAD_DIM*INDEX_BITS+:INDEX_BITS];
      end else begin : g_chosen
        // The initial value keeps yosys from moving this register through the table after it.
        reg [INDEX_BITS-1:0] index_q;
        initial index_q = {INDEX_BITS{1'b0}};

        always @(posedge clk_i) begin
          if (en_i) index_q <= chosen_index;
        end

        assign slot_index = index_q;
      end

      assign lambda[s*LAMBDA_BITS+:LAMBDA_BITS] = slot_lambda;

      table_lookup #(
        .K0(K0), .K1(K1), .K2(K2), .OUT_BITS(RECIPROCAL_BITS), .T1_BITS(T1_BITS),
        .T0_FILE(T0_FILE), .T1_FILE(T1_FILE), .ROM_STYLE("distributed"), .REGISTER(2)
      ) reciprocal (
        .clk_i(clk_i), .en_i(en_i), .index_i(slot_index),
        .value_o(rho[s*RECIPROCAL_BITS+:RECIPROCAL_BITS])
      );
    end

    for (r = 0; r < ROWS; r = r + 1) begin : g_lane
      if (r < LANES) begin : g_element
        reg [ACC_BITS-1:0] acc;
        integer at;

        always @* begin
          acc = {ACC_BITS{1'b0}};
          for (at = 0; at < BEATS; at = at + 1) begin
            if (at * ROWS + r < WIDTH) begin
              acc = acc | (acc_i[(at*ROWS+r)*ACC_BITS+:ACC_BITS]
                & {ACC_BITS{BEATS == 1 || beat_q[at]}});
            end
          end
        end

        attention_lane #(
          .ACC_BITS(ACC_BITS), .LAMBDA_BITS(LAMBDA_BITS), .BASE(BASE), .NORMAL_BITS(NORMAL_BITS),
          .RECIPROCAL_BITS(RECIPROCAL_BITS), .DROP(DROP), .X_BITS(X_BITS), .PIPELINE(PIPELINE),
          .MULTIPLIER(MULTIPLIER)
        ) lane (
          .clk_i(clk_i), .en_i(en_i), .acc_i(acc),
          .lambda_i(lambda[(r/SLOT_LANES)*LAMBDA_BITS+:LAMBDA_BITS]),
          .rho_i(rho[(r/SLOT_LANES)*RECIPROCAL_BITS+:RECIPROCAL_BITS]),
          .valid_i(last_stage), .out_o(out_data_o[r*X_BITS+:X_BITS])
        );
      end else begin : g_padding
        assign out_data_o[r*X_BITS+:X_BITS] = {X_BITS{1'b0}};
      end
    end
  endgenerate
endmodule
`default_nettype wire

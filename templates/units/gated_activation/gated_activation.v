// gated_activation: hidden vector of a gated feed-forward, activation(gate) · up, from the gate's
// and then the up projection's results to the vector bus.
//
// A vector is BEATS beats with gate_i, activated and kept, and then BEATS beats with up_i, which
// leave multiplied. Gaps may be anywhere. An up beat comes at least KEEP cycles after the gate beat
// of its index, where KEEP is 4 ("silu") or 3 ("relu2"), one less if BEATS = 1: of vectors of 4
// beats and more, as soon as the gate's last beat is through.
//
// ROWS     elements of a beat, X_BITS of an element; BEATS ≥ 1 of a vector
// MODE     "silu" | "relu2"
// GATE_FRAC, UP_FRAC, HIDDEN_FRAC   fractions; they make a shift of at least 1 (docs/arithmetic.md)
// SIGMOID_FILE   image, as gated_activation_gate has it
// STORE    "distributed" | "block": what keeps the gate
// PIPELINE 1: a register before the bus
//
// Latency from up to the bus: 1 + PIPELINE. The bus is shared: zero where nothing is sent.
`default_nettype none

module gated_activation #(
  parameter integer ROWS = 16,
  parameter integer BEATS = 11,
  parameter integer X_BITS = 16,
  parameter MODE = "silu",
  parameter integer GATE_FRAC = 10,
  parameter integer UP_FRAC = 10,
  parameter integer HIDDEN_FRAC = 10,
  parameter SIGMOID_FILE = "",
  parameter STORE = "distributed",
  parameter integer PIPELINE = 1,
  parameter MULTIPLIER = "dsp"
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire gate_i,
  input wire up_i,
  input wire y_first_i,
  input wire y_last_i,
  input wire [ROWS*X_BITS-1:0] y_data_i,
  output wire out_valid_o,
  output wire out_first_o,
  output wire out_last_o,
  output wire [ROWS*X_BITS-1:0] out_data_o
);
  // ---- illegal parameters name themselves: no such module exists ------------------------------
  generate
    if (ROWS < 1) begin : g_illegal_rows
      gated_activation_ROWS_must_be_at_least_1 u_illegal ();
    end
    if (BEATS < 1) begin : g_illegal_beats
      gated_activation_BEATS_must_be_at_least_1 u_illegal ();
    end
    if (PIPELINE != 0 && PIPELINE != 1) begin : g_illegal_pipeline
      gated_activation_PIPELINE_must_be_0_or_1 u_illegal ();
    end
  endgenerate

  localparam integer GATE_STAGES = (MODE == "silu") ? 2 : 1;
  localparam integer ACTIVATED_FRAC = (MODE == "silu") ? GATE_FRAC : 2 * GATE_FRAC - X_BITS + 1;
  localparam integer SHIFT = ACTIVATED_FRAC + UP_FRAC - HIDDEN_FRAC;

  // ---- gates, kept ------------------------------------------------------------------------------
  wire write, write_last;
  wire [ROWS*X_BITS-1:0] activated, kept;
  delay_line #(.BITS(2), .DEPTH(GATE_STAGES)) u_write (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i({gate_i, y_last_i}),
    .out_o({write, write_last})
  );
  genvar r;
  generate
    for (r = 0; r < ROWS; r = r + 1) begin : g_gate
      gated_activation_gate #(
        .X_BITS(X_BITS), .MODE(MODE), .GATE_FRAC(GATE_FRAC), .SIGMOID_FILE(SIGMOID_FILE),
        .MULTIPLIER(MULTIPLIER)
      ) u_gate (
        .clk_i(clk_i), .en_i(en_i), .gate_i(y_data_i[r*X_BITS+:X_BITS]),
        .activated_o(activated[r*X_BITS+:X_BITS])
      );
    end

    if (BEATS == 1) begin : g_register
      reg [ROWS*X_BITS-1:0] kept_q;
      wire unused_last = write_last;
      always @(posedge clk_i) if (en_i && write) kept_q <= activated;
      assign kept = kept_q;
    end else begin : g_memory
      localparam integer INDEX_BITS = $clog2(BEATS);
      // Read ahead, so that the memory's register costs no cycle.
      reg  [INDEX_BITS-1:0] write_q, read_q;
      wire [INDEX_BITS-1:0] read;
      assign read = !up_i ? read_q : y_last_i ? {INDEX_BITS{1'b0}} : read_q + 1'b1;
      always @(posedge clk_i) begin
        if (rst_i) begin
          write_q <= {INDEX_BITS{1'b0}};
          read_q  <= {INDEX_BITS{1'b0}};
        end else if (en_i) begin
          if (write) write_q <= write_last ? {INDEX_BITS{1'b0}} : write_q + 1'b1;
          read_q <= read;
        end
      end
      reg [ROWS*X_BITS-1:0] kept_q;
      assign kept = kept_q;
      // An attribute takes a literal in every tool, so each style is its own memory.
      if (STORE == "block") begin : g_block
        (* ram_style = "block", no_rw_check *)
        reg [ROWS*X_BITS-1:0] word[0:BEATS-1];
        always @(posedge clk_i) begin
          if (en_i && write) word[write_q] <= activated;
          if (en_i) kept_q <= word[read];
        end
      end else begin : g_distributed
        (* ram_style = "distributed", ramstyle = "MLAB" *)
        reg [ROWS*X_BITS-1:0] word[0:BEATS-1];
        always @(posedge clk_i) begin
          if (en_i && write) word[write_q] <= activated;
          if (en_i) kept_q <= word[read];
        end
      end
    end
  endgenerate

  // ---- gate · up --------------------------------------------------------------------------------
  localparam signed [2*X_BITS-1:0] HALF = {1'b0, {2 * X_BITS - 1{1'b0}}} | (1 << (SHIFT - 1));
  wire valid, first, last;
  wire [ROWS*X_BITS-1:0] hidden;
  delay_line #(.BITS(3), .DEPTH(1)) u_product_flags (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .in_i({up_i, up_i & y_first_i, up_i & y_last_i}),
    .out_o({valid, first, last})
  );
  generate
    for (r = 0; r < ROWS; r = r + 1) begin : g_up
      wire signed [2*X_BITS-1:0] product;
      reg signed [2*X_BITS-1:0] biased_q;
      multiplier #(.A_BITS(X_BITS), .B_BITS(X_BITS), .STYLE(MULTIPLIER)) u_product (
        .a_i(kept[r*X_BITS+:X_BITS]), .b_i(y_data_i[r*X_BITS+:X_BITS]), .product_o(product)
      );
      always @(posedge clk_i) if (en_i) biased_q <= product + HALF;
      round_clamp_biased #(.IN_BITS(2 * X_BITS), .DROP(SHIFT), .OUT_BITS(X_BITS)) u_round (
        .biased_i(biased_q), .tie_i(~|biased_q[SHIFT-1:0]), .rounded_o(hidden[r*X_BITS+:X_BITS])
      );
    end
  endgenerate
  delay_line #(.BITS(3 + ROWS * X_BITS), .DEPTH(PIPELINE)) u_out (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i),
    .in_i({valid, first, last, {ROWS * X_BITS{valid}} & hidden}),
    .out_o({out_valid_o, out_first_o, out_last_o, out_data_o})
  );
endmodule
`default_nettype wire

// sampler_parallel: draws a token from its logits (docs/arithmetic.md section 7), with all of them
// in registers.
//
// Logits come ROWS a beat, element r of beat b is logit b * ROWS + r. The controls are stable from
// the first beat to the token, the next first beat is not before token_valid_o, seed_load_i is 1 in
// an enabled cycle before the first beat of a sequence. top_k_i 0 is all, top_p_i is 1 ... 65536.
//
// What grows with the square of the vocabulary is there for a third of it: the logits turn in a
// ring, and comparisons, weights and the order of ranks are done a third a cycle. A cycle holds a
// carry chain and what chooses after it, or up to three additions.
//
// Parameters: ROWS >= 1; VOCABULARY V 2 ... 64; LOGIT_BITS > LOGIT_FRAC = K0 + K1 + K2; WEIGHT_FRAC
//   4 ... 14; K0, K1, K2, T1_BITS, T0_FILE, T1_FILE: table sampler_exp2.
// Latency, from the cycle of the last beat to that of token_valid_o: 16, or 17 if min(ROWS, V) >
// 16.
`default_nettype none

module sampler_parallel #(
  parameter integer ROWS = 16,
  parameter integer VOCABULARY = 27,
  parameter integer LOGIT_BITS = 24,
  parameter integer LOGIT_FRAC = 10,
  parameter integer WEIGHT_FRAC = 12,
  parameter integer K0 = 4,
  parameter integer K1 = 3,
  parameter integer K2 = 3,
  parameter integer T1_BITS = 7,
  parameter T0_FILE = "",
  parameter T1_FILE = ""
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire z_valid_i,
  input wire z_first_i,
  input wire z_last_i,
  input wire [ROWS*LOGIT_BITS-1:0] z_data_i,
  input wire greedy_i,
  input wire [$clog2(VOCABULARY+1)-1:0] top_k_i,
  input wire [16:0] top_p_i,
  input wire [31:0] seed_i,
  input wire seed_load_i,
  output wire token_valid_o,
  output wire [$clog2(VOCABULARY)-1:0] token_o
);
  // ---- illegal parameters name themselves: no such module exists ------------------------------
  generate
    if (ROWS < 1) begin : g_illegal_rows
      sampler_parallel_ROWS_must_be_at_least_1 u_illegal ();
    end
    if (VOCABULARY < 2 || VOCABULARY > 64) begin : g_illegal_vocabulary
      sampler_parallel_VOCABULARY_must_be_2_to_64 u_illegal ();
    end
    if (LOGIT_FRAC != K0 + K1 + K2) begin : g_illegal_logit_frac
      sampler_parallel_LOGIT_FRAC_must_be_K0_plus_K1_plus_K2 u_illegal ();
    end
    if (LOGIT_BITS <= LOGIT_FRAC) begin : g_illegal_logit_bits
      sampler_parallel_LOGIT_BITS_must_exceed_LOGIT_FRAC u_illegal ();
    end
    if (WEIGHT_FRAC < 4 || WEIGHT_FRAC > 14) begin : g_illegal_weight_frac
      sampler_parallel_WEIGHT_FRAC_must_be_4_to_14 u_illegal ();
    end
  endgenerate

  localparam integer V = VOCABULARY;
  localparam integer W = WEIGHT_FRAC + 1;
  localparam integer SUM = $clog2((V << WEIGHT_FRAC) + 1);
  localparam integer TOP_K = $clog2(V + 1);
  localparam integer TOKEN = $clog2(V);
  localparam [TOP_K-1:0] ONE = 1;
  // A third of the places of the ring. It is odd, for sampler_rank; places beyond the vocabulary
  // rank last.
  localparam integer GROUP = (V + 2) / 3 + 1 - (V + 2) / 3 % 2;
  localparam integer PLACES = 3 * GROUP;
  localparam integer RANK = $clog2(PLACES);
  // Levels of the maximum, 16 lanes in two.
  localparam integer M = (((ROWS < V) ? ROWS : V) > 16) ? 3 : 2;
  localparam integer LATENCY = M + 14;

  // ---- time: bit t - 1 is 1 in cycle t after the last beat --------------------------------------
  reg [LATENCY-1:0] valid_q;
  wire take = valid_q[LATENCY-2];
  always @(posedge clk_i) begin
    if (rst_i) valid_q <= {LATENCY{1'b0}};
    else if (en_i) valid_q <= {valid_q[LATENCY-2:0], z_valid_i && z_last_i};
  end
  assign token_valid_o = valid_q[LATENCY-1];

  wire [23:0] fraction;
  sampler_random u_random (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .seed_i(seed_i), .seed_load_i(seed_load_i),
    .advance_i(take),
    .fraction_o(fraction)
  );

  // ---- ranks, from cycle M + 4 on ---------------------------------------------------------------
  wire [PLACES*LOGIT_BITS-1:0] logits;
  wire [PLACES*RANK-1:0] ranks;
  wire [LOGIT_BITS-1:0] maximum;
  sampler_ring #(.ROWS(ROWS), .VOCABULARY(V), .LOGIT_BITS(LOGIT_BITS), .GROUP(GROUP)) u_ring (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .z_valid_i(z_valid_i), .z_first_i(z_first_i),
    .z_data_i(z_data_i), .turn_i(|valid_q[M+1:0]), .logits_o(logits)
  );
  sampler_maximum #(.ROWS(ROWS), .VOCABULARY(V), .LOGIT_BITS(LOGIT_BITS), .LEVELS(M)) u_maximum (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .z_valid_i(z_valid_i), .z_first_i(z_first_i),
    .z_last_i(z_last_i), .z_data_i(z_data_i), .maximum_o(maximum)
  );
  sampler_rank #(.GROUP(GROUP), .LOGIT_BITS(LOGIT_BITS), .RANK_BITS(RANK)) u_rank (
    .clk_i(clk_i), .en_i(en_i), .logits_i(logits), .steps_i(valid_q[4:1]),
    .next_i(|valid_q[M+5:M+3]),
    .ranks_o(ranks)
  );

  // ---- weights, the last third in cycle M + 4 ---------------------------------------------------
  // When the maximum is there the ring has turned M - 1 times, and the first logits are so far
  // back.
  localparam integer FIRST = (4 - M) * GROUP;
  wire [GROUP*W-1:0] third;
  reg [PLACES*W-1:0] weights_q;
  wire [V*W-1:0] weights = weights_q[V*W-1:0];
  genvar i;
  generate
    for (i = 0; i < GROUP; i = i + 1) begin : g_weight
      sampler_weight #(
        .LOGIT_BITS(LOGIT_BITS), .LOGIT_FRAC(LOGIT_FRAC), .WEIGHT_FRAC(WEIGHT_FRAC), .K0(K0),
        .K1(K1), .K2(K2),
        .T1_BITS(T1_BITS), .T0_FILE(T0_FILE), .T1_FILE(T1_FILE)
      ) u_weight (
        .clk_i(clk_i), .en_i(en_i), .maximum_i(maximum),
        .logit_i(logits[(FIRST+i)*LOGIT_BITS+:LOGIT_BITS]), .weight_o(third[i*W+:W])
      );
    end
  endgenerate
  always @(posedge clk_i) if (en_i && |valid_q[M+2:M])
    weights_q <= {third, weights_q[PLACES*W-1:GROUP*W]};
  wire unused_weights = &{1'b0, weights_q};

  // ---- selection and draw -----------------------------------------------------------------------
  wire [GROUP*W-1:0] sorted;
  wire [V*W-1:0] kept_weights;
  wire [SUM-1:0] total;
  sampler_permute #(.V(V), .GROUP(GROUP), .W(W), .RANK_BITS(RANK), .TOP_K_BITS(TOP_K)) u_permute (
    .clk_i(clk_i), .en_i(en_i), .ranks_i(ranks), .thirds_i(valid_q[M+5:M+3]),
    .top_k_i(greedy_i ? ONE : top_k_i), .weights_i(weights), .sorted_o(sorted)
  );
  sampler_kept #(.V(V), .GROUP(GROUP), .W(W), .SUM(SUM), .RANK_BITS(RANK)) u_kept (
    .clk_i(clk_i), .en_i(en_i), .steps_i(valid_q[M+7:M+3]), .sorted_i(sorted), .top_p_i(top_p_i),
    .weights_i(weights), .ranks_i(ranks), .weights_o(kept_weights), .total_o(total)
  );
  wire [TOKEN-1:0] token_d;
  sampler_draw #(.V(V), .W(W), .SUM(SUM), .TOKEN(TOKEN)) u_draw (
    .clk_i(clk_i), .en_i(en_i), .weights_i(kept_weights), .total_i(total), .fraction_i(fraction),
    .token_o(token_d)
  );

  reg [TOKEN-1:0] token_q;
  always @(posedge clk_i) if (en_i && take) token_q <= token_d;
  assign token_o = token_q;
endmodule
`default_nettype wire

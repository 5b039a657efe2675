// sampler_threshold_words: the logits of a token, LANES a word, read again and again and held
// against thresholds.
//
// A word is written beat by beat and read whole. Tokens that the last word does not have are as far
// away as can be.
//
// Parameters: ROWS 1, 2, 4 ...: logits of a beat; LANES = ROWS * 1, 2, 4 ...; VOCABULARY; WORDS =
//   ceil(VOCABULARY / LANES); PHASE bits of the number of a beat or word; the others as in
//   sampler_threshold_lane.
// Latency: from address_i 3 enabled cycles to ties_o, 4 to the other outputs. A word may be read
//   from the cycle after its last beat on; the maximum is there log2(ROWS) / 2 + 1 cycles after
//   that beat.
`default_nettype none

module sampler_threshold_words #(
  parameter integer ROWS = 16,
  parameter integer LANES = 32,
  parameter integer VOCABULARY = 512,
  parameter integer WORDS = 16,
  parameter integer PHASE = 6,
  parameter integer LOGIT_BITS = 24,
  parameter integer LOGIT_FRAC = 10,
  parameter integer WEIGHT_FRAC = 16,
  parameter integer WHOLE = 5,
  parameter integer MASS = 3,
  parameter integer COUNT = 4,
  parameter integer MASS_PLACES = 5,
  parameter integer COUNT_PLACES = 4,
  parameter integer DISTANCE = 15,
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
  input wire load_i,
  input wire first_i,
  input wire last_i,
  input wire [PHASE-1:0] beat_i,
  input wire [ROWS*LOGIT_BITS-1:0] logits_i,
  input wire [PHASE-1:0] address_i,
  input wire last_word_i,
  input wire [DISTANCE-1:0] base_i,
  input wire [MASS_PLACES-1:0] mass_place_i,
  input wire [COUNT_PLACES-1:0] count_place_i,
  output wire [LANES*(WEIGHT_FRAC+1)-1:0] weights_o,
  output wire [LANES*(1<<MASS)-1:0] mass_o,
  output wire [LANES*(1<<COUNT)-1:0] count_o,
  output wire [LANES-1:0] ties_o,
  output wire [LANES-1:0] below_o
);
  localparam integer BANKS = LANES / ROWS;
  localparam integer BANK_BITS = $clog2(BANKS);
  localparam integer ADDRESS = (WORDS > 1) ? $clog2(WORDS) : 1;
  // last lanes of the last beat and of the last word
  localparam integer BEAT_REST = (VOCABULARY - 1) % ROWS;
  localparam integer WORD_REST = (VOCABULARY - 1) % LANES;
  localparam [LOGIT_BITS-1:0] LEAST = {1'b1, {(LOGIT_BITS - 1){1'b0}}};

  wire [ROWS*LOGIT_BITS-1:0] present;
  wire [LANES*LOGIT_BITS-1:0] word;
  wire [LOGIT_BITS-1:0] maximum;
  reg last_word_q;
  always @(posedge clk_i) if (en_i) last_word_q <= last_word_i;

  genvar r, b, l;
  generate
    for (r = 0; r < ROWS; r = r + 1) begin : g_row
      if (r > BEAT_REST) begin : g_masked
        assign present[r*LOGIT_BITS+:LOGIT_BITS] =
          last_i ? LEAST : logits_i[r*LOGIT_BITS+:LOGIT_BITS];
      end else begin : g_present
        assign present[r*LOGIT_BITS+:LOGIT_BITS] = logits_i[r*LOGIT_BITS+:LOGIT_BITS];
      end
    end
    for (b = 0; b < BANKS; b = b + 1) begin : g_bank
      wire mine;
      if (BANKS > 1) begin : g_turn
        assign mine = beat_i[BANK_BITS-1:0] == b[BANK_BITS-1:0];
      end else begin : g_always
        assign mine = 1'b1;
      end
      ram #(.WORDS(WORDS), .ADDRESS_BITS(ADDRESS), .DATA_BITS(ROWS * LOGIT_BITS)) u_ram (
        .clk_i(clk_i), .en_i(en_i), .write_i(load_i && mine),
        .write_address_i(beat_i[BANK_BITS+:ADDRESS]),
        .write_data_i(logits_i), .read_address_i(address_i[ADDRESS-1:0]),
        .read_data_o(word[b*ROWS*LOGIT_BITS+:ROWS*LOGIT_BITS])
      );
    end
    for (l = 0; l < LANES; l = l + 1) begin : g_lane
      localparam integer ABSENT = (l > WORD_REST) ? 1 : 0;
      sampler_threshold_lane #(
        .LOGIT_BITS(LOGIT_BITS), .LOGIT_FRAC(LOGIT_FRAC), .WEIGHT_FRAC(WEIGHT_FRAC), .WHOLE(WHOLE),
        .MASS(MASS),
        .COUNT(COUNT), .MASS_PLACES(MASS_PLACES), .COUNT_PLACES(COUNT_PLACES), .DISTANCE(DISTANCE),
        .K0(K0), .K1(K1), .K2(K2), .T1_BITS(T1_BITS), .T0_FILE(T0_FILE), .T1_FILE(T1_FILE)
      ) u_lane (
        .clk_i(clk_i), .en_i(en_i), .logit_i(word[l*LOGIT_BITS+:LOGIT_BITS]),
        .absent_i(ABSENT != 0 && last_word_q), .maximum_i(maximum), .base_i(base_i),
        .mass_place_i(mass_place_i), .count_place_i(count_place_i),
        .weight_o(weights_o[l*(WEIGHT_FRAC+1)+:WEIGHT_FRAC+1]),
        .mass_o(mass_o[l*(1<<MASS)+:(1<<MASS)]),
        .count_o(count_o[l*(1<<COUNT)+:(1<<COUNT)]), .tie_o(ties_o[l])
      );
      assign below_o[l] = mass_o[l<<MASS];
    end
  endgenerate
  sampler_threshold_maximum #(.ROWS(ROWS), .BITS(LOGIT_BITS)) u_maximum (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .valid_i(load_i), .first_i(first_i),
    .logits_i(present),
    .maximum_o(maximum)
  );
  wire unused = &{1'b0, beat_i, address_i, last_i};
endmodule
`default_nettype wire

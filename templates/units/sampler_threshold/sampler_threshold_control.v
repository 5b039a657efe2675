// sampler_threshold_control: what sampler_threshold does when; nothing here depends on a logit.
//
// Parameters: WORDS of the memory, WAIT cycles until the first pass; COUNT_PASSES, MASS_PASSES; the
//   other durations as in sampler_threshold; PHASE bits of the counters.
// A pass shows the words of the memory in turn (read_o, address_o), and what it found is decided on
//   (decide_o) in the second cycle after it.
`default_nettype none

module sampler_threshold_control #(
  parameter integer WORDS = 16,
  parameter integer WAIT = 2,
  parameter integer COUNT_PASSES = 4,
  parameter integer MASS_PASSES = 4,
  parameter integer LIMIT_CYCLES = 13,
  parameter integer CUT_CYCLES = 15,
  parameter integer STEPS = 5,
  parameter integer PHASE = 6
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire valid_i,
  input wire last_i,
  output wire load_o,
  // Of the beat that comes, or of the word that is read.
  output reg [PHASE-1:0] phase_o,
  output wire start_o,
  output wire read_o,
  output wire last_word_o,
  output wire decide_o,
  // With decide_o: of the first pass, of the last but one and of the last that counts, of the kept
  // sums.
  output wire save_o,
  output wire before_last_o,
  output wire counting_o,
  output wire counted_o,
  output wire saved_o,
  // The weight of what was decided last has come.
  output wire multiply_o,
  output wire divide_o,
  output wire draw_o,
  output wire find_o,
  output wire step_o,
  output wire done_o
);
  localparam [2:0] LOAD = 3'd0, PAUSE = 3'd1, COUNT = 3'd2, LIMIT = 3'd3, MASS = 3'd4,
    CUT = 3'd5, DRAW = 3'd6, FIND = 3'd7;
  localparam integer PASS_LAST = WORDS + 4;
  localparam integer PAUSE_LAST = (WAIT > 1) ? WAIT - 2 : 0;
  localparam integer DRAW_LAST = WORDS + 6;
  localparam integer FIND_LAST = STEPS + 8;
  localparam integer CUT_LAST = CUT_CYCLES - 1;
  localparam integer LIMIT_LAST = LIMIT_CYCLES - 1;
  localparam integer COUNT_LAST = COUNT_PASSES - 1;
  localparam integer MASS_LAST = MASS_PASSES - 1;
  localparam integer LAST_WORD = WORDS - 1;
  localparam [PHASE-1:0] ONE = 1, FOUR = 4, NINE = 9;
  localparam [PHASE-1:0] ALL_WORDS = WORDS[PHASE-1:0];

  reg [2:0] state_q;
  reg [4:0] pass_q;
  reg [PHASE-1:0] last;  // phase of the last cycle of the state
  always @* begin
    case (state_q)
      PAUSE: last = PAUSE_LAST[PHASE-1:0];
      COUNT, MASS: last = PASS_LAST[PHASE-1:0];
      LIMIT: last = LIMIT_LAST[PHASE-1:0];
      CUT: last = CUT_LAST[PHASE-1:0];
      DRAW: last = DRAW_LAST[PHASE-1:0];
      default: last = FIND_LAST[PHASE-1:0];
    endcase
  end
  wire ends = (state_q == LOAD) ? start_o : phase_o == last;
  wire last_pass = pass_q == ((state_q == COUNT) ? COUNT_LAST[4:0] : MASS_LAST[4:0]);

  always @(posedge clk_i) begin
    if (rst_i) begin
      state_q <= LOAD;
      phase_o <= {PHASE{1'b0}};
      pass_q <= 5'd0;
    end else if (en_i) begin
      if (ends) phase_o <= {PHASE{1'b0}};
      else if (state_q != LOAD || load_o) phase_o <= phase_o + ONE;
      if (ends) begin
        if (state_q == COUNT || state_q == MASS) pass_q <= last_pass ? 5'd0 : pass_q + 5'd1;
        case (state_q)
          LOAD: state_q <= (WAIT > 1) ? PAUSE : COUNT;
          PAUSE: state_q <= COUNT;
          COUNT: if (last_pass) state_q <= LIMIT;
          LIMIT: state_q <= MASS;
          MASS: if (last_pass) state_q <= CUT;
          CUT: state_q <= DRAW;
          DRAW: state_q <= FIND;
          default: state_q <= LOAD;
        endcase
      end
    end
  end

  assign load_o = state_q == LOAD && valid_i;
  assign start_o = load_o && last_i;
  assign read_o = (state_q == COUNT || state_q == MASS || state_q == DRAW) && phase_o < ALL_WORDS;
  assign last_word_o = phase_o == LAST_WORD[PHASE-1:0];
  wire second = phase_o == ONE;
  assign counting_o = state_q == COUNT || state_q == LIMIT;
  assign counted_o = state_q == LIMIT;
  assign decide_o = second
    && ((state_q == COUNT && pass_q != 5'd0) || state_q == LIMIT || state_q == MASS
      || state_q == CUT);
  assign save_o = second && state_q == COUNT && pass_q == 5'd1;
  assign before_last_o = state_q == COUNT && pass_q == COUNT_LAST[4:0];
  assign saved_o = state_q == MASS && pass_q == 5'd0;
  assign multiply_o = state_q == LIMIT && phase_o == FOUR;
  assign divide_o = state_q == CUT && phase_o == FOUR;
  assign draw_o = state_q == DRAW || state_q == FIND;
  assign find_o = state_q == FIND;
  assign step_o = state_q == FIND && phase_o >= NINE;
  assign done_o = state_q == FIND && ends;
endmodule
`default_nettype wire

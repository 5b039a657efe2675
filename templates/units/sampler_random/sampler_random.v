// sampler_random: random numbers of the sampler (docs/arithmetic.md section 7).
//
// The state passes four rounds of xorshift32 for every token, one round a cycle, in advance:
// fraction_o is the number for the next token. It is valid from 5 enabled cycles after seed_load_i
// or advance_i on. Reset leaves the state of seed 0.
`default_nettype none

module sampler_random (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire [31:0] seed_i,
  input wire seed_load_i,
  // A token has been drawn with fraction_o.
  input wire advance_i,
  // The state's top 24 bits.
  output wire [23:0] fraction_o
);
  localparam [31:0] SCRAMBLE = 32'h9E3779B9;

  reg [31:0] state_q;
  reg [2:0] rounds_q;  // left to do

  wire [31:0] seeded = seed_i ^ SCRAMBLE;
  wire [31:0] step_1 = state_q ^ {state_q[18:0], 13'd0};
  wire [31:0] step_2 = step_1 ^ {17'd0, step_1[31:17]};
  wire [31:0] step_3 = step_2 ^ {step_2[26:0], 5'd0};

  always @(posedge clk_i) begin
    if (rst_i) begin
      state_q <= SCRAMBLE;
      rounds_q <= 3'd4;
    end else if (en_i) begin
      if (seed_load_i) begin
        state_q <= {seeded[31:1], seeded[0] | (seeded == 32'd0)};
        rounds_q <= 3'd4;
      end else begin
        if (rounds_q != 3'd0) state_q <= step_3;
        if (advance_i) rounds_q <= 3'd4;
        else if (rounds_q != 3'd0) rounds_q <= rounds_q - 3'd1;
      end
    end
  end

  assign fraction_o = state_q[31:8];
endmodule
`default_nettype wire

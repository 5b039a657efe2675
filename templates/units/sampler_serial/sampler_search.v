// sampler_search: the first of COUNT sorted words that is not below a limit, by halving.
//
// Words are read one a cycle: in the cycle with start_i and in those with run_i the memory is shown
// the index of the next one; in a cycle with run_i it has shown a word, and below_i says whether
// that is below the limit. In the last such cycle (last_o) found_o is the result, and index_o too,
// so that its word comes next.
//
// Parameters: COUNT >= 2; INDEX_BITS = clog2(COUNT). Latency: INDEX_BITS cycles with run_i. Some
//   word is not below.
`default_nettype none

module sampler_search #(
  parameter integer COUNT = 27,
  parameter integer INDEX_BITS = 5
) (
  input wire clk_i,
  input wire en_i,
  input wire start_i,
  input wire run_i,
  input wire below_i,
  output wire [INDEX_BITS-1:0] index_o,
  output wire last_o,
  output wire [INDEX_BITS-1:0] found_o
);
  localparam integer LAST = COUNT - 1;

  // Bit by bit: against a constant a few lookup tables do, where a subtraction takes a carry chain.
  function is_word(input [INDEX_BITS-1:0] index);
    integer place;
    begin
      is_word = 1'b1;
      for (place = 0; place < INDEX_BITS; place = place + 1)
        if (index[place] != LAST[place]) is_word = LAST[place];
    end
  endfunction

  // found: bits decided so far; rest: ones for those still open below the one that is being
  // decided.
  reg [INDEX_BITS-1:0] found_q, rest_q;
  wire [INDEX_BITS-1:0] shown = found_q | rest_q;
  wire [INDEX_BITS:0] decided = {rest_q, 1'b1} & ~{1'b0, rest_q};  // the bit that is being decided

  always @(posedge clk_i) begin
    if (en_i && start_i) begin
      found_q <= {INDEX_BITS{1'b0}};
      rest_q <= {INDEX_BITS{1'b1}} >> 1;
    end else if (en_i && run_i) begin
      found_q <= found_o;
      rest_q <= rest_q >> 1;
    end
  end

  assign found_o = found_q | (decided[INDEX_BITS-1:0] & {INDEX_BITS{below_i && is_word(shown)}});
  assign index_o = start_i ? {INDEX_BITS{1'b1}} >> 1 : found_o | (rest_q >> 1);
  assign last_o = !rest_q[0];
  wire unused = decided[INDEX_BITS];
endmodule
`default_nettype wire

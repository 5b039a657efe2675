// sampler_merge: merges four sorted runs, one item a cycle.
//
// A tree of two levels: a node takes the better of its two heads as soon as it is free, the root
// the better of the nodes. Runs belong to groups, which leave one after the other: an item of a
// later group waits. Of equal keys the one of the lower head is better.
//
// The items of odd heads come with their bits inverted, which saves the inverters of the
// comparison.
//
// Parameters: KEY_BITS >= 1 (signed, upper part of an item), ITEM_BITS > KEY_BITS.
// Latency: a head that is taken (take_o) is replaced in the next cycle, or is no longer valid then;
//   item_o is the best from the second cycle in which heads are valid on, until all are gone.
`default_nettype none

module sampler_merge #(
  parameter integer KEY_BITS = 24,
  parameter integer ITEM_BITS = 29
) (
  input wire clk_i,
  input wire rst_i,
  input wire en_i,
  input wire [4*ITEM_BITS-1:0] heads_i,
  input wire [3:0] valid_i,
  // Lowest bit of the group's number: of each head, and of the group that leaves now.
  input wire [3:0] parity_i,
  input wire group_i,
  // item_o leaves.
  input wire next_i,
  output wire [3:0] take_o,
  output wire [ITEM_BITS-1:0] item_o
);
  // a < b: the sign of a - b = a + ~b + 1, whose carry in is an addition of ones below.
  function below(input [ITEM_BITS-1:0] a, input [ITEM_BITS-1:0] inverted_b);
    reg [KEY_BITS+1:0] difference;
    begin
      difference = {a[ITEM_BITS-1], a[ITEM_BITS-1-:KEY_BITS], 1'b1}
        + {inverted_b[ITEM_BITS-1], inverted_b[ITEM_BITS-1-:KEY_BITS], 1'b1};
      below = difference[KEY_BITS+1];
    end
  endfunction

  wire [1:0] ready;
  wire [2*ITEM_BITS-1:0] items;
  wire upper;  // the root takes from node 1

  genvar n;
  generate
    for (n = 0; n < 2; n = n + 1) begin : g_node
      reg valid_q, parity_q;
      reg [ITEM_BITS-1:0] item_q;
      wire [1:0] valid = valid_i[2*n+:2];
      wire [1:0] parity = parity_i[2*n+:2];
      wire [ITEM_BITS-1:0] even = heads_i[2*n*ITEM_BITS+:ITEM_BITS];
      wire [ITEM_BITS-1:0] odd = heads_i[(2*n+1)*ITEM_BITS+:ITEM_BITS];

      // Of different groups the one of the last item is the earlier.
      wire better = (parity[0] == parity[1]) ? below(even, odd) : parity[1] == parity_q;
      wire take_odd = valid[1] && (!valid[0] || better);
      wire free = !valid_q || (next_i && upper == n);
      assign take_o[2*n] = free && valid[0] && !take_odd;
      assign take_o[2*n+1] = free && take_odd;

      always @(posedge clk_i) begin
        if (rst_i) valid_q <= 1'b0;
        else if (en_i && free) valid_q <= |valid;
      end
      always @(posedge clk_i) begin
        if (en_i && free && (|valid)) begin
          parity_q <= take_odd ? parity[1] : parity[0];
          // Node 1 keeps its item inverted.
          item_q <= (take_odd ? ~odd : even) ^ {ITEM_BITS{n == 1}};
        end
      end
      assign ready[n] = valid_q && parity_q == group_i;
      assign items[n*ITEM_BITS+:ITEM_BITS] = item_q;
    end
  endgenerate

  assign upper = ready[1] && (!ready[0] || below(items[0+:ITEM_BITS], items[ITEM_BITS+:ITEM_BITS]));
  assign item_o = upper ? ~items[ITEM_BITS+:ITEM_BITS] : items[0+:ITEM_BITS];
endmodule
`default_nettype wire

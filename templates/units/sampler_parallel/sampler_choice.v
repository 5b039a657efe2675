// sampler_choice: which logits have the ranks 0 ... GROUP - 1, each of which may be switched off.
//
// Parameters: V, GROUP, RANK_BITS >= 1. Combinational, a lookup table deep: chosen_o[m * V + i] =
//   logit i has rank m.
`default_nettype none

`ifdef YOSYS
// Flattened, yosys decodes a rank once more for each bit of a weight that it chooses.
(* keep_hierarchy *)
`endif
module sampler_choice #(
  parameter integer V = 27,
  parameter integer GROUP = 9,
  parameter integer RANK_BITS = 5
) (
  input wire [V*RANK_BITS-1:0] ranks_i,
  input wire [GROUP-1:0] live_i,
  output wire [GROUP*V-1:0] chosen_o
);
  genvar m, i;
  generate
    for (m = 0; m < GROUP; m = m + 1) begin : g_rank
      localparam [RANK_BITS-1:0] RANK = m;
      for (i = 0; i < V; i = i + 1) begin : g_logit
        assign chosen_o[m*V+i] = live_i[m] && ranks_i[i*RANK_BITS+:RANK_BITS] == RANK;
      end
    end
  endgenerate
endmodule
`default_nettype wire

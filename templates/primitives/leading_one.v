// leading_one: position of the highest set bit (0 where none is set), combinational.
//
// BITS  2 … 64
// A tree of radix 4: a node knows whether any of its four parts has a bit, and which is the highest
// that has. Depth in lookup tables: about 4 for 64 bits.
`default_nettype none

module leading_one #(
  parameter integer BITS = 16
) (
  input wire [BITS-1:0] value_i,
  output wire [$clog2(BITS)-1:0] position_o
);
  localparam integer LEVELS = ($clog2(BITS) + 1) / 2;
  localparam integer FULL = 1 << (2 * LEVELS);

  wire [FULL-1:0] padded;
  generate
    if (FULL > BITS) begin : g_pad
      assign padded = { {FULL - BITS{1'b0}}, value_i};
    end else begin : g_exact
      assign padded = value_i;
    end
  endgenerate

  genvar level, node;
  generate
    for (level = 1; level <= LEVELS; level = level + 1) begin : g_level
      localparam integer NODES = FULL >> (2 * level);
      localparam integer P = 2 * level;  // position bits of a node
      wire [NODES-1:0] any;
      wire [NODES*P-1:0] position;
      for (node = 0; node < NODES; node = node + 1) begin : g_node
        wire [3:0] part;
        wire [1:0] top;
        if (level == 1) begin : g_bits
          assign part = padded[4*node+:4];
          assign position[node*P+:P] = top;
        end else begin : g_parts
          wire [4*(P-2)-1:0] below;
          assign part = g_level[level-1].any[4*node+:4];
          assign below = g_level[level-1].position[4*node*(P-2)+:4*(P-2)];
          assign position[node*P+:P] =
            {top, top[1] ? (top[0] ? below[3*(P-2)+:P-2] : below[2*(P-2)+:P-2])
                                                    : (top[0] ? below[P-2+:P-2] : below[0+:P-2])};
        end
        assign any[node] = |part;
        assign top = {part[3] | part[2], part[3] | (part[1] & ~part[2])};
      end
    end
    assign position_o = g_level[LEVELS].position[$clog2(BITS)-1:0];
  endgenerate

  wire unused = &{1'b0, g_level[LEVELS].any, g_level[LEVELS].position};
endmodule
`default_nettype wire

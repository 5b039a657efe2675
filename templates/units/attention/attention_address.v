// attention_address: where the K and V rows of a layer begin, layer_i * CONTEXT.
//
// A choice of constants, for it must not become a multiplier. Combinational.
`default_nettype none

module attention_address #(
  parameter integer LAYERS = 1,
  parameter integer CONTEXT = 16,
  parameter integer LAYER_BITS = 1,
  parameter integer ADDRESS_BITS = 4
) (
  input wire [LAYER_BITS-1:0] layer_i,
  output reg [ADDRESS_BITS-1:0] base_o
);
  wire [LAYERS*ADDRESS_BITS-1:0] bases;
  integer l;

  genvar n;
  generate
    for (n = 0; n < LAYERS; n = n + 1) begin : g_base
      localparam integer BASE = n * CONTEXT;
      localparam integer LAYER = n;
      assign bases[n*ADDRESS_BITS+:ADDRESS_BITS] =
        layer_i == LAYER[LAYER_BITS-1:0] ? BASE[ADDRESS_BITS-1:0] : {ADDRESS_BITS{1'b0}};
    end
  endgenerate

  always @* begin
    base_o = {ADDRESS_BITS{1'b0}};
    for (l = 0; l < LAYERS; l = l + 1) base_o = base_o | bases[l*ADDRESS_BITS+:ADDRESS_BITS];
  end
endmodule
`default_nettype wire

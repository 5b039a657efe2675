// cut_elements: the low OUT_BITS of each of COUNT elements of IN_BITS; wires only.
//
// Parameters: COUNT >= 1; 1 <= OUT_BITS <= IN_BITS.
`default_nettype none

module cut_elements #(
  parameter integer COUNT = 2,
  parameter integer IN_BITS = 8,
  parameter integer OUT_BITS = 4
) (
  input wire [COUNT*IN_BITS-1:0] data_i,
  output wire [COUNT*OUT_BITS-1:0] data_o
);
  genvar e;
  generate
    for (e = 0; e < COUNT; e = e + 1) begin : g_element
      assign data_o[e*OUT_BITS+:OUT_BITS] = data_i[e*IN_BITS+:OUT_BITS];
    end
  endgenerate

  wire unused_data = &{1'b0, data_i};
endmodule
`default_nettype wire

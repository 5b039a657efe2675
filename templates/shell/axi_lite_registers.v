// axi_lite_registers: an AXI4-Lite slave port in front of a register bus. Address and data of a
// write come in any order or together; one write and one read may be under way at a time, each
// apart from the other. Every output is a register; valid never waits for ready. An address or
// a direction that the register bus refuses is answered with SLVERR.
// The two low address bits are not looked at: a register is a word.
//
// Parameters: ADDRESS_BITS 3 .. 32.
// Latency: last of AW and W in cycle c, write_o in c+1, BVALID in c+2; AR in c, read_o in c+1,
//   read_data_i is taken in c+2, RVALID in c+3.
`default_nettype none

module axi_lite_registers #(
  parameter integer ADDRESS_BITS = 12
) (
  input wire clk_i,
  input wire rst_i,
  input wire [ADDRESS_BITS-1:0] awaddr_i,
  input wire awvalid_i,
  output wire awready_o,
  input wire [31:0] wdata_i,
  input wire [3:0] wstrb_i,
  input wire wvalid_i,
  output wire wready_o,
  output wire [1:0] bresp_o,
  output wire bvalid_o,
  input wire bready_i,
  input wire [ADDRESS_BITS-1:0] araddr_i,
  input wire arvalid_i,
  output wire arready_o,
  output wire [31:0] rdata_o,
  output wire [1:0] rresp_o,
  output wire rvalid_o,
  input wire rready_i,
  // Register bus, addressed by word: write_error_i belongs to the cycle of write_o, read_data_i
  // and read_error_i to the cycle after read_o.
  output wire write_o,
  output wire [ADDRESS_BITS-3:0] write_address_o,
  output wire [31:0] write_data_o,
  output wire [3:0] write_strobe_o,
  input wire write_error_i,
  output wire read_o,
  output wire [ADDRESS_BITS-3:0] read_address_o,
  input wire [31:0] read_data_i,
  input wire read_error_i
);
  localparam [1:0] OKAY = 2'b00;
  localparam [1:0] SLVERR = 2'b10;

  reg aw_ready_q, w_ready_q, aw_held_q, w_held_q, b_valid_q;
  reg ar_ready_q, ar_held_q, r_wait_q, r_valid_q;
  reg [1:0] b_resp_q, r_resp_q;
  reg [ADDRESS_BITS-3:0] aw_address_q, ar_address_q;
  reg [31:0] w_data_q, r_data_q;
  reg [3:0] w_strobe_q;

  // A held address or word leaves when the response before it has been taken.
  wire write = aw_held_q && w_held_q && !b_valid_q;
  wire read = ar_held_q && !r_valid_q;
  wire aw_held_d = (awvalid_i && aw_ready_q) || (aw_held_q && !write);
  wire w_held_d = (wvalid_i && w_ready_q) || (w_held_q && !write);
  wire ar_held_d = (arvalid_i && ar_ready_q) || (ar_held_q && !read);

  always @(posedge clk_i) begin
    if (rst_i) begin
      aw_ready_q <= 1'b0;
      w_ready_q <= 1'b0;
      ar_ready_q <= 1'b0;
      aw_held_q <= 1'b0;
      w_held_q <= 1'b0;
      ar_held_q <= 1'b0;
      b_valid_q <= 1'b0;
      r_wait_q <= 1'b0;
      r_valid_q <= 1'b0;
    end else begin
      aw_ready_q <= !aw_held_d;
      w_ready_q <= !w_held_d;
      ar_ready_q <= !ar_held_d;
      aw_held_q <= aw_held_d;
      w_held_q <= w_held_d;
      ar_held_q <= ar_held_d;
      b_valid_q <= write || (b_valid_q && !bready_i);
      r_wait_q <= read;
      r_valid_q <= r_wait_q || (r_valid_q && !rready_i);
    end
  end

  always @(posedge clk_i) begin
    if (aw_ready_q) aw_address_q <= awaddr_i[ADDRESS_BITS-1:2];
    if (ar_ready_q) ar_address_q <= araddr_i[ADDRESS_BITS-1:2];
    if (w_ready_q) w_data_q <= wdata_i;
    if (w_ready_q) w_strobe_q <= wstrb_i;
    if (write) b_resp_q <= write_error_i ? SLVERR : OKAY;
    if (r_wait_q) r_resp_q <= read_error_i ? SLVERR : OKAY;
    if (r_wait_q) r_data_q <= read_data_i;
  end

  wire unused_address = &{1'b0, awaddr_i[1:0], araddr_i[1:0]};

  assign awready_o = aw_ready_q;
  assign wready_o = w_ready_q;
  assign bresp_o = b_resp_q;
  assign bvalid_o = b_valid_q;
  assign arready_o = ar_ready_q;
  assign rdata_o = r_data_q;
  assign rresp_o = r_resp_q;
  assign rvalid_o = r_valid_q;
  assign write_o = write;
  assign write_address_o = aw_address_q;
  assign write_data_o = w_data_q;
  assign write_strobe_o = w_strobe_q;
  assign read_o = read;
  assign read_address_o = ar_address_q;
endmodule
`default_nettype wire

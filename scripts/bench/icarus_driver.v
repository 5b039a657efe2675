// Plays sequences into fpga_gen_axi as fast as it takes them; the counterpart of verilator_driver.cpp, and of its output.
//
// Reads settings.mem and prompts.mem (workload.ts) from the working directory; +sequences=N says how many to play.
`timescale 1ns / 1ps
`default_nettype none

module icarus_driver;
  parameter TDATA_BITS = 8;
  parameter SETTINGS = 1;
  parameter PROMPTS = 1;

  reg aclk = 1'b0;
  always #1 aclk = ~aclk;

  reg                   aresetn = 1'b0;
  reg  [TDATA_BITS-1:0] s_tdata = 0;
  reg                   s_tlast = 1'b0, s_tvalid = 1'b0;
  wire                  s_tready, m_tlast, m_tvalid;
  wire [0:0]            m_tuser;
  wire [TDATA_BITS-1:0] m_tdata;
  reg  [11:0]           awaddr = 12'd0;
  reg  [31:0]           wdata = 32'd0;
  reg                   awvalid = 1'b0, wvalid = 1'b0;
  wire                  awready, wready, bvalid, arready, rvalid;
  wire [1:0]            bresp, rresp;
  wire [31:0]           rdata;

  fpga_gen_axi dut (
      .aclk(aclk), .aresetn(aresetn),
      .s_axis_tdata(s_tdata), .s_axis_tlast(s_tlast), .s_axis_tvalid(s_tvalid), .s_axis_tready(s_tready),
      .m_axis_tdata(m_tdata), .m_axis_tlast(m_tlast), .m_axis_tuser(m_tuser), .m_axis_tvalid(m_tvalid),
      .m_axis_tready(1'b1),
      .s_axi_awaddr(awaddr), .s_axi_awprot(3'd0), .s_axi_awvalid(awvalid), .s_axi_awready(awready),
      .s_axi_wdata(wdata), .s_axi_wstrb(4'hf), .s_axi_wvalid(wvalid), .s_axi_wready(wready),
      .s_axi_bresp(bresp), .s_axi_bvalid(bvalid), .s_axi_bready(1'b1),
      .s_axi_araddr(12'd0), .s_axi_arprot(3'd0), .s_axi_arvalid(1'b0), .s_axi_arready(arready),
      .s_axi_rdata(rdata), .s_axi_rresp(rresp), .s_axi_rvalid(rvalid), .s_axi_rready(1'b1)
  );

  reg [63:0] settings[0:SETTINGS-1];
  reg [31:0] prompts[0:PROMPTS-1];
  integer sequences, at, next, cycle, begun;
  reg address, data, accepted, ended;

  initial begin
    $readmemh("settings.mem", settings);
    $readmemh("prompts.mem", prompts);
    if (!$value$plusargs("sequences=%d", sequences)) sequences = 0;
    repeat (4) @(negedge aclk);
    aresetn = 1'b1;
    repeat (8) @(negedge aclk);
    for (at = 0; at < SETTINGS; at = at + 1) write_register;
    // The temperature is folded in serially.
    repeat (100) @(negedge aclk);
    $display("S");
    $fflush;
    next = 0;
    for (at = 0; at < sequences; at = at + 1) play_sequence;
    $display("E");
    $finish;
  end

  task write_register;
    begin
      awaddr  = settings[at][43:32];
      wdata   = settings[at][31:0];
      awvalid = 1'b1;
      wvalid  = 1'b1;
      while (awvalid || wvalid) begin
        @(posedge aclk);
        address = awvalid && awready;
        data = wvalid && wready;
        @(negedge aclk);
        if (address) awvalid = 1'b0;
        if (data) wvalid = 1'b0;
      end
    end
  endtask

  // Plays the prompt that begins at `next`, and leaves `next` where the one behind it begins.
  task play_sequence;
    begin
      cycle = 0;
      begun = -1;
      ended = 1'b0;
      s_tvalid = 1'b1;
      while (!ended) begin
        {s_tlast, s_tdata} = {prompts[next][31], prompts[next][TDATA_BITS-1:0]};
        @(posedge aclk);
        accepted = s_tvalid && s_tready;
        if (accepted && begun < 0) begun = cycle;
        if (m_tvalid) begin
          $display("T %0d", m_tdata);
          ended = m_tlast;
          if (ended) $display("D %0d", cycle - begun);
        end
        @(negedge aclk);
        if (accepted) begin
          s_tvalid = !s_tlast;
          next = (next + 1) % PROMPTS;
        end
        cycle = cycle + 1;
      end
    end
  endtask

  wire unused = &{1'b0, m_tuser, bvalid, bresp, arready, rvalid, rresp, rdata};
endmodule

`default_nettype wire

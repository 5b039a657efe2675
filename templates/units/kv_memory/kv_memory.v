// kv_memory: the K or V rows of an attention, written a row at a time, read a head group at a time.
//
// Row a is in bank a mod SLOTS. write_i[t] writes row t of write_data_i into bank t, all at the row
//   of write_address_i: a block of SLOTS rows at once, or some of them.
//
// Parameters: WORDS >= 1 rows, ADDRESS_BITS; SLOTS a power of two that divides WORDS; GROUPS >= 1
//   head groups, of which SHARE (a divisor) one after another read the same GROUP_BITS of a row;
//   ROW_BITS of a row, to be zero-padded; GROUP_INDEX_BITS; STYLE "block" | "ultra" (UltraRAM) |
//   "distributed"; PIPELINE 0|1.
// Timing: group read_group_i of row read_address_i is on read_data_o one enabled cycle later.
//   Beside it, read_next_i is what read_address_i will be in the next enabled cycle: a block RAM
//   has its register inside, so with several groups or slots it is read a cycle ahead of the
//   choice, and with PIPELINE, because its output is late; an UltraRAM always. A row can be read
//   from the cycle after its write on (read_next_i: likewise), and is never read in that of its
//   write.
`default_nettype none

module kv_memory #(
  parameter integer WORDS = 16,
  parameter integer ADDRESS_BITS = 4,
  parameter integer ROW_BITS = 128,
  parameter integer GROUPS = 1,
  parameter integer SHARE = 1,
  parameter integer GROUP_BITS = 128,
  parameter integer GROUP_INDEX_BITS = 1,
  parameter STYLE = "distributed",
  parameter integer PIPELINE = 0,
  parameter integer SLOTS = 1
) (
  input wire clk_i,
  input wire en_i,
  input wire [SLOTS-1:0] write_i,
  input wire [ADDRESS_BITS-1:0] write_address_i,
  input wire [SLOTS*ROW_BITS-1:0] write_data_i,
  input wire [ADDRESS_BITS-1:0] read_address_i,
  input wire [ADDRESS_BITS-1:0] read_next_i,
  input wire [GROUP_INDEX_BITS-1:0] read_group_i,
  output reg [GROUP_BITS-1:0] read_data_o
);
  // ---- illegal parameters name themselves: no such module exists ------------------------------
  generate
    if (WORDS < 1) begin : g_illegal_words
      kv_memory_WORDS_must_be_at_least_1 u_illegal ();
    end
    if (SLOTS < 1 || (SLOTS & (SLOTS - 1)) != 0) begin : g_illegal_slots
      kv_memory_SLOTS_must_be_a_power_of_two u_illegal ();
    end
    if (WORDS % SLOTS != 0) begin : g_illegal_slots_2
      kv_memory_SLOTS_must_divide_WORDS u_illegal ();
    end
    if (GROUPS % SHARE != 0) begin : g_illegal_share
      kv_memory_SHARE_must_divide_GROUPS u_illegal ();
    end
    if (PIPELINE != 0 && PIPELINE != 1) begin : g_illegal_pipeline
      kv_memory_PIPELINE_must_be_0_or_1 u_illegal ();
    end
  endgenerate

  localparam integer PARTS = GROUPS / SHARE;
  localparam integer SLOT_BITS = $clog2(SLOTS);
  localparam integer BANK_WORDS = WORDS / SLOTS;
  localparam integer BANK_BITS = ADDRESS_BITS > SLOT_BITS ? ADDRESS_BITS - SLOT_BITS : 1;
  // A block RAM's register is inside where something else chooses after it, or it comes late.
  localparam integer AHEAD = PARTS > 1 || PIPELINE == 1 || SLOTS > 1 ? 1 : 0;

  wire [PARTS*GROUP_BITS-1:0] row;
  reg [GROUP_BITS-1:0] group;
  reg [ROW_BITS-1:0] word_read;
  wire [BANK_BITS-1:0] write_row, read_row, next_row;
  wire [SLOTS*ROW_BITS-1:0] words_read;

  genvar b;
  generate
    if (ADDRESS_BITS > SLOT_BITS) begin : g_rows
      assign write_row = write_address_i[ADDRESS_BITS-1:SLOT_BITS];
      assign read_row = read_address_i[ADDRESS_BITS-1:SLOT_BITS];
      assign next_row = read_next_i[ADDRESS_BITS-1:SLOT_BITS];
    end else begin : g_row
      assign write_row = 1'b0;
      assign read_row = 1'b0;
      assign next_row = 1'b0;
    end
    wire unused_addresses =
      &{1'b0, write_address_i, read_address_i, read_next_i, read_row, next_row};

    for (b = 0; b < SLOTS; b = b + 1) begin : g_bank
      wire [ROW_BITS-1:0] data = write_data_i[b*ROW_BITS+:ROW_BITS];

      if (STYLE == "block" && AHEAD == 1) begin : g_block
        (* ram_style = "block", no_rw_check *)
        reg [ROW_BITS-1:0] word [0:BANK_WORDS-1];
        reg [ROW_BITS-1:0] word_q;

        always @(posedge clk_i) begin
          if (en_i && write_i[b]) word[write_row] <= data;
          if (en_i) word_q <= word[next_row];
        end

        assign words_read[b*ROW_BITS+:ROW_BITS] = word_q;
      end else if (STYLE == "ultra") begin : g_ultra
        (* ram_style = "ultra", no_rw_check *)
        reg [ROW_BITS-1:0] word [0:BANK_WORDS-1];
        reg [ROW_BITS-1:0] word_q;

        always @(posedge clk_i) begin
          if (en_i && write_i[b]) word[write_row] <= data;
          if (en_i) word_q <= word[next_row];
        end

        assign words_read[b*ROW_BITS+:ROW_BITS] = word_q;
      end else if (STYLE == "block") begin : g_block_row
        (* ram_style = "block", no_rw_check *)
        reg [ROW_BITS-1:0] word [0:BANK_WORDS-1];

        always @(posedge clk_i) begin
          if (en_i && write_i[b]) word[write_row] <= data;
        end

        assign words_read[b*ROW_BITS+:ROW_BITS] = word[read_row];
      end else begin : g_distributed
        (* ram_style = "distributed", ramstyle = "MLAB" *)
        reg [ROW_BITS-1:0] word [0:BANK_WORDS-1];

        always @(posedge clk_i) begin
          if (en_i && write_i[b]) word[write_row] <= data;
        end

        assign words_read[b*ROW_BITS+:ROW_BITS] = word[read_row];
      end
    end

    if (SLOTS > 1) begin : g_choose
      integer bank;

      always @* begin
        word_read = {ROW_BITS{1'b0}};
        for (bank = 0; bank < SLOTS; bank = bank + 1) begin
          word_read = word_read | (words_read[bank*ROW_BITS+:ROW_BITS]
            & {ROW_BITS{read_address_i[SLOT_BITS-1:0] == bank[SLOT_BITS-1:0]}});
        end
      end
    end else begin : g_one
      always @* word_read = words_read;
    end

    if (PARTS * GROUP_BITS > ROW_BITS) begin : g_pad
      assign row = { {(PARTS*GROUP_BITS-ROW_BITS){1'b0}}, word_read};
    end else begin : g_whole
      assign row = word_read;
    end

    if (PARTS > 1) begin : g_select
      integer g;

      always @* begin
        group = {GROUP_BITS{1'b0}};
        for (g = 0; g < GROUPS; g = g + 1) begin
          group = group | (row[g/SHARE*GROUP_BITS+:GROUP_BITS]
            & {GROUP_BITS{read_group_i == g[GROUP_INDEX_BITS-1:0]}});
        end
      end
    end else begin : g_only
      wire unused_group = &read_group_i;

      always @* group = row;
    end
  endgenerate

  always @(posedge clk_i) begin
    if (en_i) read_data_o <= group;
  end
endmodule
`default_nettype wire

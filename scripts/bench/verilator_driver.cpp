// Plays sequences into fpga_gen_axi as fast as it takes them; the counterpart of icarus_driver.v.
//
// usage: driver SEQUENCES, with settings.mem and prompts.mem (workload.ts) in the working directory.
// Prints `S` when the first sequence begins, `T token` for each token, `D cycles` at each sequence's end (from its first
// handshake to its last), `E` at the end.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "Vfpga_gen_axi.h"

static Vfpga_gen_axi top;

// One clock cycle; inputs change behind its falling edge.
static void tick() {
  top.aclk = 1;
  top.eval();
  top.aclk = 0;
  top.eval();
}

static void ticks(int count) {
  while (count-- > 0) tick();
}

static std::vector<uint64_t> words(const char *path) {
  std::vector<uint64_t> result;
  FILE *file = fopen(path, "r");
  unsigned long long word;
  while (file != nullptr && fscanf(file, "%llx", &word) == 1) result.push_back(word);
  return result;
}

static void writeRegister(uint64_t word) {
  top.s_axi_awaddr = word >> 32;
  top.s_axi_wdata = static_cast<uint32_t>(word);
  top.s_axi_awvalid = 1;
  top.s_axi_wvalid = 1;
  while (top.s_axi_awvalid || top.s_axi_wvalid) {
    top.eval();
    const bool address = top.s_axi_awvalid && top.s_axi_awready;
    const bool data = top.s_axi_wvalid && top.s_axi_wready;
    tick();
    if (address) top.s_axi_awvalid = 0;
    if (data) top.s_axi_wvalid = 0;
  }
}

// Plays the prompt that begins at `next`; returns where the one behind it begins.
static size_t playSequence(const std::vector<uint64_t> &prompts, size_t next) {
  long cycle = 0, begun = -1;
  bool offering = true;
  for (bool ended = false; !ended; cycle++) {
    const uint64_t word = prompts[next];
    top.s_axis_tvalid = offering;
    top.s_axis_tdata = word & 0x7fffffff;
    top.s_axis_tlast = word >> 31;
    top.eval();
    const bool accepted = offering && top.s_axis_tready;
    if (accepted && begun < 0) begun = cycle;
    if (top.m_axis_tvalid) {
      printf("T %u\n", static_cast<unsigned>(top.m_axis_tdata));
      ended = top.m_axis_tlast;
      if (ended) printf("D %ld\n", cycle - begun);
    }
    tick();
    if (accepted) {
      offering = !(word >> 31);
      next = (next + 1) % prompts.size();
    }
  }
  return next;
}

int main(int argc, char **argv) {
  const long sequences = argc == 2 ? atol(argv[1]) : 0;
  const std::vector<uint64_t> settings = words("settings.mem"), prompts = words("prompts.mem");
  if (sequences == 0 || settings.empty() || prompts.empty()) return 1;
  top.m_axis_tready = 1;
  top.s_axi_bready = 1;
  top.s_axi_rready = 1;
  top.s_axi_wstrb = 15;
  ticks(4);
  top.aresetn = 1;
  ticks(8);
  for (const uint64_t word : settings) writeRegister(word);
  ticks(100);  // The temperature is folded in serially.
  printf("S\n");
  fflush(stdout);
  size_t next = 0;
  for (long played = 0; played < sequences; played++) next = playSequence(prompts, next);
  printf("E\n");
  return 0;
}

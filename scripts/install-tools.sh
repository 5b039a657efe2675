#!/usr/bin/env bash
# Installs the open EDA tools that the tests compare with, where that is possible: Debian or Ubuntu, as root or
# with a sudo that asks for no password. Says nothing when they are there already. Where it cannot install, it
# says so and succeeds, and the tests that need the tools are skipped loudly; with FPGA_GEN_REQUIRE_TOOLS=1 it
# fails instead.
set -euo pipefail

# program:package
readonly tools=(
  iverilog:iverilog
  verilator:verilator
  g++:g++
  make:make
  ccache:ccache
  yosys:yosys
  nextpnr-ice40:nextpnr-ice40
  icepack:fpga-icestorm
)

packages_of_missing_tools() {
  local tool
  for tool in "${tools[@]}"; do
    command -v "${tool%%:*}" >/dev/null || printf '%s ' "${tool##*:}"
  done
}

give_up() {
  printf '\n*** EDA tools are missing: %s\n*** %s\n' "$missing" "$1" >&2
  printf '*** Install them by hand, on Debian: apt-get install %s\n\n' "$missing" >&2
  if [[ "${FPGA_GEN_REQUIRE_TOOLS:-}" == 1 ]]; then exit 1; fi
  printf '*** The tests that need them will be skipped.\n\n' >&2
  exit 0
}

missing=$(packages_of_missing_tools)
if [[ -z "$missing" ]]; then exit 0; fi

command -v apt-get >/dev/null || give_up 'This system has no apt-get.'
as_root=()
if [[ "$(id -u)" != 0 ]]; then
  command -v sudo >/dev/null && sudo -n true 2>/dev/null || give_up 'Neither root nor a sudo without a password.'
  as_root=(sudo -n)
fi

printf 'Installing EDA tools: %s\n' "$missing" >&2
apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" >&2
}
# A stale or unreachable list does no harm where the packages can still be had.
apt update || true
# shellcheck disable=SC2086 # the list is to be split into words
apt install --no-install-recommends $missing || give_up 'apt-get install failed; its messages are above.'

missing=$(packages_of_missing_tools)
if [[ -n "$missing" ]]; then give_up 'apt-get succeeded, but they are still not in the PATH.'; fi

#!/usr/bin/env bash
# How fast phicrawl is beside what else there is, class of text by class of text: installs the others, builds, makes the
# text, measures all in one run, prints the tables of docs/performance.md.
#
#   bench_rivals.sh [--size MIB] [--repeat N] [--quick]     default 64 MiB a class, median of 3; --quick leaves out the sweep
#
# Keeps its files in build/bench. Needs root or sudo for packages that are missing.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=$PWD
program=$here/build/bench/program
mkdir -p "$here/build/bench"
. tests/tools/install.sh

# The rivals: ClamAV's scanner, Vectorscan (Hyperscan on other processors' Debian), ripgrep.
# shellcheck disable=SC2086
install_packages build/bench/apt.log $build_packages check clamav libvectorscan-dev ripgrep python3 gzip

# A newer ripgrep than Debian's, where npm has it; without it, only Debian's is measured.
newer=$here/build/bench/npm/node_modules/@vscode/ripgrep-linux-x64/bin/rg
if [ ! -x "$newer" ] && command -v npm >/dev/null; then
    mkdir -p build/bench/npm
    (cd build/bench/npm && npm install --no-fund --no-audit --ignore-scripts --no-save @vscode/ripgrep-linux-x64@1.18.0) \
        >build/bench/npm.log 2>&1 || true
fi

cmake -S . -B "$program" -G Ninja -DCMAKE_BUILD_TYPE=Release >build/bench/cmake.log
ninja -C "$program" phicrawl bench_scan bench_unpack bench_vectorscan >build/bench/ninja.log

core=$(($(nproc) - 1))
exec taskset -c "$core" python3 tests/bench/bench_rivals.py --program "$program" --folder "$here/build/bench" \
    --ripgrep "$newer" "$@"

#!/usr/bin/env bash
# How fast `phicrawl detect` is on one core, beside ripgrep with ten patterns of the same shapes, and beside a control
# that only looks for a byte that is not there. All in one go on the same file: ratios count, not the numbers alone.
#
#   bench_detect.sh [--size SIZE] [--repeat N] [KIND...]     kinds of make_corpus; default: logs near-misses orders clinic
#
# Uses build/release (cmake --preset release), keeps its files in build/bench.
set -euo pipefail
cd "$(dirname "$0")/../.."

size=256MiB
repeat=3
kinds=()
while [ $# -gt 0 ]; do
    case $1 in
    --size) size=$2; shift ;;
    --repeat) repeat=$2; shift ;;
    -*) sed -n '2,/^[^#]/{/^#/!q;s/^# \{0,1\}//;p}' "$0"; exit 2 ;;
    *) kinds+=("$1") ;;
    esac
    shift
done
[ ${#kinds[@]} -gt 0 ] || kinds=(logs near-misses orders clinic)

patterns=tests/bench/patterns.txt
core=$(($(nproc) - 1))

# rate FILE COMMAND...: the median over the repeats, in MB for each second of processor time, so that a busy machine tells
# the same; the command's output is not looked at.
rate() {
    local file=$1 bytes n
    local TIMEFORMAT='%U %S'
    shift
    bytes=$(stat -c %s "$file")
    for ((n = 0; n < repeat; n++)); do
        { time taskset -c "$core" "$@" >/dev/null 2>&3 || [ $? -eq 1 ]; } 3>&2 2>&1 |
            awk "{ printf \"%d\\n\", $bytes / 1e6 / (\$1 + \$2 + 0.001) }"
    done | sort -n | sed -n "$(((repeat + 1) / 2))p"
}

# ripgrep's work for a byte that no text has: mmap and memchr.
control() {
    rate "$1" rg -j1 -a -c --no-unicode '\x01' "$1"
}

printf '%-12s %10s %12s %12s %12s %10s\n' "$size of" 'phicrawl' 'detect' 'rg 10' 'control' 'phicrawl'
printf '%-12s %10s %12s %12s %12s %10s\n' '' 'findings' 'MB/s' 'patterns' 'one byte' '/ rg'
for kind in "${kinds[@]}"; do
    folder=build/bench/$kind-$size
    if [ ! -f "$folder/gold.jsonl" ]; then
        rm -rf "$folder"
        mkdir -p build/bench
        build/release/make_corpus --kind "$kind" --objects 1 --size "$size" "$folder"
    fi
    file=$(find "$folder/objects" -type f)
    findings=$(build/release/phicrawl detect "$file" | wc -l)
    ours=$(rate "$file" build/release/phicrawl detect "$file")
    theirs=$(rate "$file" rg -j1 -a --no-unicode -c -f "$patterns" "$file")
    printf '%-12s %10d %12d %12d %12d %10s\n' "$kind" "$findings" "$ours" "$theirs" "$(control "$file")" \
        "$(awk "BEGIN { printf \"%.1f\", $ours / $theirs }")"
done
printf '\n%s, core %d of %d; %s; phicrawl %s\n' "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | sed -n 1p)" "$core" \
    "$(nproc)" "$(rg --version | sed -n 1p)" "$(git log -1 --format=%h 2>/dev/null || echo unknown)"

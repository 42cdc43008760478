#!/usr/bin/env bash
# fuzz_one.sh TARGET SECONDS LOGS [SEED]: runs one libFuzzer target for a while. Writes LOGS/NAME.log, and one line to
# LOGS/NAME.result that starts with "ok" if nothing was found.
#
# With a SEED the inputs are the same wherever it runs: none is left from a run before, at most runs_max are tried, and
# addresses do not vary, since the comparisons that libFuzzer learns from include those of pointers. A slower machine
# ends earlier in the same row of inputs. Without one it explores, from the inputs that are kept in corpus/NAME.
set -u
target=$1
seconds=$2
name=$(basename "$target")
log=$3/$name.log
here=$(cd "$(dirname "$0")/.." && pwd)
corpus=$(dirname "$target")/corpus/$name
runs_max=50000
how=()
same=()
if [ $# -ge 4 ]; then
    corpus=$(dirname "$target")/corpus-seed/$name
    rm -rf "$corpus"
    same=("-seed=$4" "-runs=$runs_max" -reload=0)
    setarch -R true 2>/dev/null && how=(setarch -R) # some containers forbid it
fi
mkdir -p "$corpus"
folders=("$corpus")
[ -d "$here/fuzz/seeds/$name" ] && folders+=("$here/fuzz/seeds/$name")
dictionary=()
[ -f "$here/fuzz/$name.dict" ] && dictionary=("-dict=$here/fuzz/$name.dict")

"${how[@]}" "$target" "${same[@]}" "${dictionary[@]}" -max_total_time="$seconds" -timeout=25 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$3/$name-" "${folders[@]}" >"$log" 2>&1 </dev/null
code=$?
runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
if [ "$code" -eq 0 ]; then
    printf 'ok %s: %s inputs\n' "$name" "${runs:-0}" >"$3/$name.result"
else
    { printf 'FAILED %s: exit code %d; ' "$name" "$code" && grep -m 1 -E 'ERROR|SUMMARY' "$log" || echo; } >"$3/$name.result"
fi

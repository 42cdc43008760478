#!/usr/bin/env bash
# Which folder may include which: the table of docs/architecture.md, and the one door of every third-party library.
#
#   check_includes.sh [ROOT]     checks ROOT (default: this repository); prints every line that breaks a rule
#   check_includes.sh --self-test   shows that each rule can fail
#
# The last line is "N passed, N failed": one a rule.
set -u

passed=0
failed=0

# A file in the first folder may include headers of the others.
allowed='
detectors         detectors
signers           signers
crawler/base      crawler/base detectors/span.h
crawler/store     crawler/store crawler/base signers detectors/span.h
crawler/unpack    crawler/unpack crawler/base detectors/span.h
crawler/read      crawler/read crawler/unpack crawler/base detectors
crawler/report    crawler/report crawler/base detectors
crawler/pipeline  crawler/pipeline crawler/base crawler/store crawler/unpack crawler/read crawler/report detectors
crawler/cli       crawler/cli crawler/base crawler/pipeline crawler/report detectors
corpora           corpora
'

# Header, and the files that may include it.
doors='
curl/               crawler/store/http\.c
openssl/            signers/(digest|certificate)\.c|crawler/report/(chain|value_hmac)\.c|crawler/unpack/(zip|office|binary|seven)_cipher\.c
archive(_entry)?\.h crawler/unpack/archive\.c
pcre2\.h            detectors/pattern\.c|tests/unit/detectors/pattern_reference\.c
jansson\.h          crawler/store/json_reader\.c
zlib\.h             crawler/unpack/inflate_zlib\.c|corpora/packing\.c|tests/.*
zstd                crawler/unpack/codec_zstd\.c|tests/.*
lz4                 crawler/unpack/(codec_lz4|lz4_block)\.c|tests/.*
lzma\.h             crawler/unpack/codec_xz\.c|tests/.*
isa-l\.h            crawler/unpack/inflate_isal\.c|tests/.*
snappy-c\.h         crawler/unpack/snappy_block\.c|tests/.*
brotli/             crawler/unpack/codec_brotli\.c|tests/.*
bzlib\.h            crawler/unpack/codec_bzip2\.c|tests/.*
[a-z]*intrin\.h     (detectors|crawler/read)/[a-z0-9_]*_(avx2|avx512)\.[ch]
'

# report RULE LINES: LINES are the offences, one a line; none is a pass.
report() {
    if [ -z "$2" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf '%s:\n%s\n' "$1" "$2"
    fi
}

# includes FOLDER: "file:include" of what stands in quotes in the sources directly in FOLDER.
includes() {
    shopt -s nullglob
    local sources=("$1"/*.[ch])
    [ ${#sources[@]} -gt 0 ] || return 0
    grep -HoE '^[[:space:]]*#[[:space:]]*include[[:space:]]+"[^"]*"' "${sources[@]}" | sed -E 's/:[^"]*"([^"]*)"/:\1/'
}

check_folder() {
    local folder=$1 pattern='' target
    shift
    for target in "$@"; do
        case $target in
        *.h) pattern="$pattern|$target" ;;
        *) pattern="$pattern|$target/[^/]*\.(h|inc)" ;;
        esac
    done
    report "$folder may include only: $*" "$(includes "$folder" | grep -vE ":(${pattern#|})\$")"
}

check_unknown_folders() {
    local known
    known=$(printf '%s' "$allowed" | awk 'NF { print $1 }' | sort)
    report 'folders of sources that the table does not know' \
        "$(find detectors signers crawler corpora -name '*.[ch]' -printf '%h\n' 2>/dev/null | sort -u | comm -23 - <(printf '%s\n' "$known"))"
}

check_doors() {
    local header files
    while read -r header files; do
        [ -n "$header" ] || continue
        report "<$header> only in $files" \
            "$(grep -rnE --include='*.[ch]' "^[[:space:]]*#[[:space:]]*include[[:space:]]+[<\"]$header" \
                detectors signers crawler corpora tests 2>/dev/null | grep -vE "^($files):")"
    done <<<"$doors"
}

check() {
    local folder targets
    while read -r folder targets; do
        # shellcheck disable=SC2086
        [ -n "$folder" ] && [ -d "$folder" ] && check_folder "$folder" $targets
    done <<<"$allowed"
    check_unknown_folders
    check_doors
    printf '%d passed, %d failed\n' "$passed" "$failed"
    [ "$failed" -eq 0 ]
}

# One bad file a row: where it lies, and what it includes. Each must be refused; the good rows must not.
self_test() {
    local verdict path line want
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    while IFS='|' read -r want path line; do
        [ -n "$want" ] || continue
        rm -rf "$work/tree"
        mkdir -p "$work/tree/$(dirname "$path")"
        printf '%s\n' "$line" >"$work/tree/$path"
        verdict=good
        (cd "$work/tree" && check >/dev/null) || verdict=bad
        if [ "$verdict" = "$want" ]; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            printf 'self-test: %s with %s is %s, should be %s\n' "$path" "$line" "$verdict" "$want"
        fi
    done <<'ROWS'
good|detectors/luhn.c|#include "detectors/luhn.h"
good|detectors/pattern.c|#include <pcre2.h>
good|tests/unit/detectors/pattern_reference.c|#include <pcre2.h>
good|detectors/shape_avx2.c|#include <immintrin.h>
good|crawler/base/json.c|#include "detectors/span.h"
good|crawler/store/http.c|#include <curl/curl.h>
bad|detectors/luhn.c|#include "crawler/base/status.h"
bad|detectors/luhn.c|#include "luhn.h"
bad|detectors/luhn.c|#include <pcre2.h>
bad|detectors/shape.c|#include <immintrin.h>
bad|signers/sigv4.c|#include "detectors/span.h"
bad|signers/sigv4.c|#include <openssl/evp.h>
bad|crawler/base/json.c|#include "detectors/scan.h"
bad|crawler/base/json.c|  #  include "crawler/store/store.h"
bad|crawler/store/s3.c|#include <curl/curl.h>
bad|crawler/store/s3.c|#include <jansson.h>
bad|crawler/unpack/unpack.c|#include "crawler/store/store.h"
bad|crawler/unpack/unpack.c|#include <archive.h>
bad|crawler/unpack/unpack.c|#include <zstd.h>
bad|crawler/unpack/codec_zstd.c|#include <lzma.h>
bad|crawler/read/csv.c|#include "crawler/report/manifest.h"
bad|crawler/cli/main.c|#include "crawler/store/store.h"
bad|crawler/extra/new.c|int x;
bad|corpora/values.c|#include "detectors/luhn.h"
bad|tests/unit/store/test_s3.c|#include <curl/curl.h>
ROWS
    printf '%d passed, %d failed\n' "$passed" "$failed"
    [ "$failed" -eq 0 ]
}

if [ "${1:-}" = --self-test ]; then
    self_test
else
    cd "${1:-$(dirname "$0")/../..}" || exit 2
    check
fi

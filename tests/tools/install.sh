# Sourced by ./quickstart and ./runtests: installs the Debian packages that are missing, and only those.

# What a build needs.
build_packages='build-essential cmake ninja-build pkg-config libcurl4-openssl-dev libssl-dev libpcre2-dev libjansson-dev zlib1g-dev libzstd-dev liblzma-dev libbz2-dev liblz4-dev libsnappy-dev libbrotli-dev libisal-dev libarchive-dev poppler-utils qpdf'

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# as_root COMMAND...: as it is for root, by sudo for others.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "Not root, and no sudo: please install: $missing" >&2
        return 1
    fi
}

# install_packages LOG PACKAGE...: nothing is asked. LOG keeps what apt says.
install_packages() {
    local log=$1 package
    shift
    missing=
    for package in "$@"; do
        is_installed "$package" || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    if ! command -v apt-get >/dev/null; then
        echo "No apt-get here: please install what these Debian packages hold:$missing" >&2
        return 1
    fi
    echo "Installing:$missing"
    # shellcheck disable=SC2086
    if ! { as_root apt-get -qq update &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing; } \
        >"$log" 2>&1 </dev/null; then
        tail -n 20 "$log" >&2
        return 1
    fi
}

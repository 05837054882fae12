#!/usr/bin/env bash
# Installs the system libraries that the build needs, if they are missing and may be installed.
# With --dry-run it prints what it would install.
set -euo pipefail

fail() {
  echo "setup: $1" >&2
  exit 1
}

is_dry=false
[[ "${1:-}" == --dry-run ]] && is_dry=true

if ! command -v swift > /dev/null; then
  message="there is no swift; install Swift 6.2 or newer from https://www.swift.org/install"
  if $is_dry; then
    echo "$message"
    exit 0
  fi
  fail "$message"
fi

packages=()
if [[ "$(uname -s)" == Linux ]]; then
  [[ -e /usr/include/zlib.h ]] || packages+=(zlib1g-dev)
  [[ -e /usr/include/sqlite3.h ]] || packages+=(libsqlite3-dev)
  [[ -e /usr/include/png.h ]] || packages+=(libpng-dev)
  [[ -e /usr/include/turbojpeg.h ]] || packages+=(libturbojpeg0-dev)
fi
if ((${#packages[@]} == 0)); then
  if $is_dry; then echo "Nothing has to be installed."; fi
  exit 0
fi
if $is_dry; then
  echo "make setup, make demo and make test would install: ${packages[*]}"
  exit 0
fi

command -v apt-get > /dev/null \
  || fail "install the development files of zlib, SQLite, libpng and libjpeg-turbo"
if [[ "$(id -u)" == 0 ]]; then
  as_root=()
elif sudo -n true 2> /dev/null; then
  as_root=(sudo -n)
else
  fail "libraries are missing; run: sudo apt-get install ${packages[*]}"
fi
echo "setup: installing ${packages[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -qq --yes --no-install-recommends "${packages[@]}"

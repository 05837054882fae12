#!/usr/bin/env bash
# Installs what the build needs from the system, if it is missing and may be installed.
set -euo pipefail

fail() {
  echo "setup: $1" >&2
  exit 1
}

command -v swift > /dev/null || fail "there is no swift; see https://www.swift.org/install"

[[ "$(uname -s)" == Linux ]] || exit 0
packages=()
[[ -e /usr/include/zlib.h ]] || packages+=(zlib1g-dev)
[[ -e /usr/include/sqlite3.h ]] || packages+=(libsqlite3-dev)
[[ -e /usr/include/png.h ]] || packages+=(libpng-dev)
[[ -e /usr/include/turbojpeg.h ]] || packages+=(libturbojpeg0-dev)
((${#packages[@]} > 0)) || exit 0

command -v apt-get > /dev/null || fail "the development files of zlib, SQLite, libpng or libjpeg-turbo are missing"
if [[ "$(id -u)" == 0 ]]; then
  as_root=()
elif sudo -n true 2> /dev/null; then
  as_root=(sudo -n)
else
  fail "files are missing; run: sudo apt-get install ${packages[*]}"
fi
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -qq --yes --no-install-recommends "${packages[@]}"

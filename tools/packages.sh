#!/bin/sh
# packages.sh FILE... - installs the Debian packages of the lists that are missing, and says so; silent where none is.
# A list has a package a line, then perhaps a program or file that counts as well, then # and why.
set -u

wanted() { # package names that are missing, one a line
    sed 's/#.*//' "$@" | while read -r name also; do
        [ -n "$name" ] || continue
        case $also in
        "") ;;
        /*) [ -e "$also" ] && continue ;;
        *) command -v "$also" >/dev/null 2>&1 && continue ;;
        esac
        echo "$name"
    done | sort -u >"$list"
    [ -s "$list" ] || return 0
    # shellcheck disable=SC2046
    dpkg-query -W -f '${Status}\t${Package}\n' $(cat "$list") 2>/dev/null |
        awk -F '\t' '$1 == "install ok installed" { print $2 }' | sort -u | comm -13 - "$list"
}

fail() { echo "make: $1" >&2; exit 1; }

list=$(mktemp) || exit 1
trap 'rm -f "$list" "$list.log"' EXIT
command -v dpkg-query >/dev/null 2>&1 ||
    fail "this is no Debian system: install the libraries that $* names in your own way, then run make with PACKAGES=no"
missing=$(wanted "$@" | tr '\n' ' ')
[ -n "$missing" ] || exit 0

echo "Installing from Debian: $missing"
if [ "$(id -u)" = 0 ]; then as=; elif command -v sudo >/dev/null 2>&1; then as="sudo"
else fail "neither root nor sudo here: have somebody run  apt-get install $missing"
fi
get() { $as env DEBIAN_FRONTEND=noninteractive apt-get -o Dpkg::Use-Pty=0 -qq "$@" </dev/null >>"$list.log" 2>&1; }
# shellcheck disable=SC2086
get install -y --no-install-recommends $missing || { get update && get install -y --no-install-recommends $missing; } || {
    tail -5 "$list.log" >&2
    fail "apt-get could not install them (its last lines are above)"
}

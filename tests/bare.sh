#!/bin/bash
# bare.sh - builds a copy of what git has, with nothing on the path but Debian's own programs and Debian's own Node 18.
# Where another Node is installed, root lays Debian's over /usr for this process alone; where neither goes, this is skipped.
set -u
cd "$(dirname "$0")/.." || exit 1
skip() { echo "skipped: $1"; echo "0 passed, 0 failed, 1 skipped"; exit 0; }
fail() { echo "FAILED $1"; echo "0 passed, 1 failed, 0 skipped"; exit 1; }

if [ "${1:-}" != inside ]; then
    tmp=$(mktemp -d) || exit 1
    trap 'rm -rf "$tmp"' EXIT
    mkdir "$tmp/copy" && git ls-files -z | xargs -0 cp --parents -t "$tmp/copy" || fail "the copy could not be made"
    case $(dpkg-query -W -f '${Version}' nodejs 2>/dev/null) in
    18.*) "$0" inside "$tmp"; exit ;;
    esac
    [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null || skip "another Node is installed, and only root can lay Debian's over it"
    version=$(apt-cache madison nodejs 2>/dev/null | awk '$3 ~ /^18\./ { print $3; exit }')
    [ -n "$version" ] || skip "apt knows no Node 18 here"
    chmod 755 "$tmp" && mkdir -m 777 "$tmp/deb"
    (cd "$tmp/deb" && apt-get download -qq "nodejs=$version" "libnode108=$version" node-acorn node-cjs-module-lexer node-undici \
        $(for l in libuv1 libc-ares2 libnghttp2-14; do dpkg-query -W "$l" >/dev/null 2>&1 || echo "$l"; done)) >"$tmp/apt" 2>&1 ||
        skip "Debian's Node 18 cannot be fetched here"
    for d in "$tmp"/deb/*.deb; do dpkg -x "$d" "$tmp/node18"; done
    unshare -m sh -c 'mount -t overlay overlay -o lowerdir="$1/node18/usr:/usr" /usr 2>/dev/null || exit 3; exec "$2" inside "$1"' \
        sh "$tmp" "$PWD/tests/bare.sh"
    status=$?
    [ $status != 3 ] || skip "this kernel lays no folder over /usr"
    exit $status
fi

tmp=$2
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
node=$(node --version 2>&1)
case $node in v18.*) ;; *) skip "the Node here is $node" ;; esac
command -v npm >/dev/null || skip "there is no npm in /usr/bin"
make -C "$tmp/copy" -k -j"$(nproc)" build/gen/assets_table.c >"$tmp/log" 2>&1 ||
    { tail -n 8 "$tmp/log" "$tmp/copy/build/npm.log"; fail "styles and scripts with Node $node"; }
make -C "$tmp/copy" -k -j"$(nproc)" OPT=-O0 DEBUG= all >"$tmp/log" 2>&1 ||
    { grep -E 'error|\*\*\*' "$tmp/log" | tail -n 20; fail "the build with Node $node"; }
"$tmp/copy/build/stoa" help >/dev/null || fail "the program that was built"
echo "built from git alone with Debian's Node $node"
echo "1 passed, 0 failed, 0 skipped"

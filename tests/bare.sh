#!/bin/bash
# bare.sh - builds a copy of what git has with nothing on the path but Debian's own programs, Debian's Node 18 among them.
# Where another Node is installed, Debian's is unpacked into a folder of its own; where it cannot be had, this is skipped.
set -u
cd "$(dirname "$0")/.." || exit 1
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
skip() { echo "skipped: $1"; echo "0 passed, 0 failed, 1 skipped"; exit 0; }
fail() { echo "FAILED $1"; echo "0 passed, 1 failed, 0 skipped"; exit 1; }

path=$tmp/bin
mkdir -p "$path"
for p in /usr/bin/* /bin/*; do
    name=${p##*/}
    case $name in node | nodejs | npm | npx | corepack) ;;
    *) [ -e "$path/$name" ] || ln -s "$p" "$path/$name" ;;
    esac
done
if [ "$(dpkg-query -W -f '${Version}' nodejs 2>/dev/null | cut -c1-3)" = 18. ]; then
    ln -s /usr/bin/node "$path/node"
else
    version=$(apt-cache madison nodejs 2>/dev/null | awk '$3 ~ /^18\./ { print $3; exit }')
    [ -n "$version" ] || skip "Debian's Node 18 is not among the packages that apt knows here"
    (cd "$tmp" && apt-get download -qq "nodejs=$version" "libnode108=$version" $(for l in libuv1 libcares2 libnghttp2-14; do
        dpkg-query -W "$l" >/dev/null 2>&1 || echo "$l"; done)) >"$tmp/apt.log" 2>&1 || skip "Debian's Node 18 cannot be fetched here"
    for d in "$tmp"/*.deb; do dpkg -x "$d" "$tmp/node18"; done
    printf '#!/bin/sh\nLD_LIBRARY_PATH=%s exec %s "$@"\n' "$(dirname "$(find "$tmp/node18" -name 'libnode.so*' | head -1)")" \
        "$tmp/node18/usr/bin/node" >"$path/node"
    chmod +x "$path/node"
fi
if [ -e /usr/share/nodejs/npm/bin/npm-cli.js ]; then npm=/usr/share/nodejs/npm/bin/npm-cli.js
else npm=$(readlink -f "$(command -v npm)") || skip "there is no npm here"
fi
printf '#!/bin/sh\nexec "%s/node" "%s" "$@"\n' "$path" "$npm" >"$path/npm"
chmod +x "$path/npm"
export PATH=$path
node=$(node --version 2>&1) || skip "Debian's Node does not start here: $node"
case $node in v18.*) ;; *) skip "the Node here is $node" ;; esac

mkdir "$tmp/copy" && git ls-files -z | xargs -0 cp --parents -t "$tmp/copy" 2>"$tmp/cp.log" || fail "the copy could not be made"
make -C "$tmp/copy" -k -j"$(nproc)" build/gen/assets_table.c >"$tmp/log" 2>&1 || { tail -20 "$tmp/log"; fail "styles and scripts with Node $node"; }
make -C "$tmp/copy" -k -j"$(nproc)" OPT=-O0 all >"$tmp/log" 2>&1 || { tail -20 "$tmp/log"; fail "the build with Node $node"; }
"$tmp/copy/build/stoa" help >/dev/null || fail "the program that was built"
echo "built from git alone with Node $node"
echo "1 passed, 0 failed, 0 skipped"

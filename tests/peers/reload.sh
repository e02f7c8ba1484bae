#!/bin/bash
# reload.sh STOA - a running server takes over published content, and says "too many" in both languages (reload.py).
set -u
stoa=$(realpath "${1:?the program}")
cd "$(dirname "$0")/../.." || exit 1
exec timeout -k 5 120 python3 tests/peers/reload.py "$stoa"

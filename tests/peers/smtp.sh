#!/bin/bash
# smtp.sh STOA - mail by a real mail server: OpenSMTPD receives what the program sends (smtp.py says what is looked at).
# OpenSMTPD has its queue at a fixed place and changes its user: it needs root, and no other one running.
set -u
stoa=$(realpath "${1:?the program}")
cd "$(dirname "$0")/../.." || exit 1
skip() { echo "skipped: mail by OpenSMTPD: $1"; echo "0 passed, 0 failed, 1 skipped"; exit 0; }
[ "$(id -u)" = 0 ] || skip "it needs root"
smtpd=$(PATH=$PATH:/usr/sbin command -v smtpd) || skip "smtpd is not installed (apt-get install opensmtpd)"
getent passwd nobody >/dev/null || skip "there is no user nobody to deliver as"
[ -S /run/smtpd.sock ] || [ -S /var/run/smtpd.sock ] && skip "another smtpd runs on this machine"
exec timeout -k 5 120 python3 tests/peers/smtp.py "$stoa" "$smtpd"

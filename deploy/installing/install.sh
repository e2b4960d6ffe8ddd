#!/bin/sh
# `sudo ./install station`: a bare Debian may lack Python, which the set-up is written in.
set -eu
cd "$(dirname "$0")"
sha256sum --check --quiet SHA256SUMS
if ! command -v python3 >/dev/null; then
    apt-get update
    apt-get install --yes --no-install-recommends python3
fi
exec python3 deploy/install.py "$@"

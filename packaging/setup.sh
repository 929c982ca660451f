#!/usr/bin/env bash
# Installs the Debian packages that building and testing need and this machine lacks, and says which and why.
set -euo pipefail

source "$(dirname "$0")/apt.sh"

command -v dotnet >/dev/null || { echo "setup: the .NET SDK is missing; see https://dotnet.microsoft.com/download" >&2; exit 1; }

# The runtime for the bundle is downloaded, not installed, but apt must know where it is.
[[ -n $(apt-cache policy containerd 2>/dev/null | sed -n 's/^  Candidate: [^(]//p') ]] || run_apt update

install_missing <<'TEXT'
gcc               links the executable, compiles the pause program
g++               checked for by cmake
libc6-dev         the C library's headers and start files
make              drives the build of the OpenSSL bindings
cmake             configures the build of the OpenSSL bindings
zlib1g-dev        linked into the executable: compression
libssl-dev        linked into the executable: TLS
libsqlite3-dev    linked into the executable: the store
brotli            compresses the container runtime inside the executable
iproute2          links of the cluster that `dev up` makes
nftables          the cluster's services
conntrack         forgets connections to pods that have gone
TEXT

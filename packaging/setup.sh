#!/usr/bin/env bash
# Installs the Debian packages that building and testing need and this machine lacks, and says which and why.
set -euo pipefail

# PACKAGE  WHY
needed() {
  cat <<'TEXT'
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
}

installed() {
  [[ $(dpkg-query --show --showformat='${db:Status-Abbrev}' "$1" 2>/dev/null) == ii* ]]
}

missing() {
  local package why
  while read -r package why; do
    installed "$package" || printf '%-16s %s\n' "$package" "$why"
  done < <(needed)
}

as_root() {
  if ((EUID == 0)); then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else echo "setup: run as root, or install sudo, to install: $*" >&2; exit 1
  fi
}

# Another apt may be at work.
apt() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -qq "$@"; }

main() {
  command -v dotnet >/dev/null || { echo "setup: the .NET SDK is missing; see https://dotnet.microsoft.com/download" >&2; exit 1; }
  # The runtime for the bundle is downloaded, not installed, but apt must know where it is.
  [[ -n $(apt-cache policy containerd 2>/dev/null | sed -n 's/^  Candidate: [^(]//p') ]] || apt update
  local list packages
  list=$(missing)
  [[ -n $list ]] || return 0
  echo "Installing what is missing:" >&2
  echo "$list" >&2
  mapfile -t packages < <(awk '{ print $1 }' <<<"$list")
  apt install --no-install-recommends --yes "${packages[@]}" >/dev/null || { apt update; apt install --no-install-recommends --yes "${packages[@]}" >/dev/null; }
}

main

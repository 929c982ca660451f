# Installs Debian packages that this machine lacks. To be sourced.

package_installed() { # PACKAGE
  [[ $(dpkg-query --show --showformat='${db:Status-Abbrev}' "$1" 2>/dev/null) == ii* ]]
}

as_root() {
  if ((EUID == 0)); then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else echo "setup: run as root, or install sudo, to install: $*" >&2; exit 1
  fi
}

# Another apt may be at work.
run_apt() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -qq "$@"; }

# Reads lines 'PACKAGE WHY', says which are missing and why, and installs those.
install_missing() {
  local package why packages=()
  while read -r package why; do
    if ! package_installed "$package"; then
      ((${#packages[@]})) || echo "Installing what is missing:" >&2
      printf '%-18s %s\n' "$package" "$why" >&2
      packages+=("$package")
    fi
  done
  ((${#packages[@]})) || return 0
  local install=(run_apt install --no-install-recommends --yes "${packages[@]}")
  "${install[@]}" >/dev/null </dev/null || { run_apt update; "${install[@]}" >/dev/null </dev/null; }
}

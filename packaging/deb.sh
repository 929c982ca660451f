#!/usr/bin/env bash
# Makes a Debian package of the executable, with a systemd unit:
#
#   deb.sh EXECUTABLE FOLDER   writes FOLDER/lightkube_VERSION_ARCH.deb
#
# Installing it starts nothing: `systemctl enable --now lightkube` does. Removing it keeps /var/lib/lightkube; purging removes that too.
set -euo pipefail
umask 022

here=$(cd "$(dirname "$0")" && pwd)
executable=$1 folder=$2
version=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' "$here/../Directory.Build.props")
architecture=$(dpkg --print-architecture)

# The C library that it was linked against is the oldest that it runs with.
libc_version() { dpkg-query --show --showformat='${Version}' libc6 | cut -d- -f1; }

control() {
  cat <<TEXT
Package: lightkube
Version: $version
Architecture: $architecture
Maintainer: LightKube <root@localhost>
Section: admin
Priority: optional
Depends: libc6 (>= $(libc_version)), util-linux, mount, kmod
Installed-Size: $(du --summarize --block-size=1K "$1" | cut -f1)
Description: Kubernetes in one small executable
 A whole Kubernetes control plane and a node with its container runtime,
 network, DNS and service proxy, for machines where every megabyte counts.
TEXT
}

# Told only when there is a systemd: a container or a chroot has none.
systemctl_line() { echo "[ ! -d /run/systemd/system ] || systemctl $*"; }

maintainer_script() { # NAME
  printf '#!/bin/sh\nset -e\n'
  case $1 in
    postinst) systemctl_line daemon-reload ;;
    prerm) echo '[ "$1" = remove ] || exit 0'; systemctl_line disable --now lightkube.service ;;
    postrm) echo '[ "$1" != purge ] || rm -rf /var/lib/lightkube /etc/lightkube'; systemctl_line daemon-reload ;;
  esac
}

write_script() { # NAME FILE
  maintainer_script "$1" >"$2"
  chmod 0755 "$2"
}

main() {
  local root script
  root=$(mktemp -d)
  trap "rm -rf '$root'" EXIT
  chmod 0755 "$root"
  install -D --mode=0755 "$executable" "$root/usr/bin/lightkube"
  install -D --mode=0644 "$here/deb/lightkube.service" "$root/lib/systemd/system/lightkube.service"
  install -D --mode=0644 "$here/../LICENSE" "$root/usr/share/doc/lightkube/copyright"
  mkdir "$root/DEBIAN"
  control "$root" >"$root/DEBIAN/control"
  for script in postinst prerm postrm; do write_script "$script" "$root/DEBIAN/$script"; done
  mkdir -p "$folder"
  # The payload inside is compressed already.
  dpkg-deb --root-owner-group -Zxz -z1 --build "$root" "$folder/lightkube_${version}_$architecture.deb"
}

main

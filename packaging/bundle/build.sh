#!/usr/bin/env bash
# Gathers what the executable carries, and packs it:
#
#   build.sh WORK OUT   (a folder for intermediate files, kept between builds, and the payload to write)
#
# The container runtime and the CNI plug-ins come from Debian's packages, unpacked and not installed; their copyright files go along.
set -euo pipefail
umask 022

here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)
work=$1 out=$2
APT_OPTIONS=()
source "$here/debian.sh"

runtime_packages=(containerd runc containernetworking-plugins)
image_packages=(busybox-static)

program() { # PACKAGE PATH DESTINATION
  install -D --mode=0755 "$work/debian/$1/$2" "$work/root/$3"
}

runtime() {
  program containerd usr/bin/containerd bin/containerd
  program containerd usr/bin/containerd-shim-runc-v2 bin/containerd-shim-runc-v2
  program containerd usr/bin/ctr bin/ctr
  program runc usr/sbin/runc bin/runc
  local plugin
  for plugin in bridge host-local loopback portmap; do
    program containernetworking-plugins "usr/lib/cni/$plugin" "cni/$plugin"
  done
}

pause() {
  mkdir -p "$work/root/bin"
  gcc -static -nostdlib -ffreestanding -Os -Wall -Wextra -Werror -fno-stack-protector -fno-asynchronous-unwind-tables \
    -Wl,--build-id=none,-n,-z,noseparate-code -s -o "$work/root/bin/pause" "$repository/packaging/pause/pause.c"
}

images() {
  "$repository/packaging/images/build.sh" "$work/root/bin/pause" "$work/debian/busybox-static/bin/busybox" "$work/archives"
  install -D --mode=0644 "$work/archives/images/pause.tar" "$work/root/images/pause.tar"
  install -D --mode=0644 "$work/archives/samples/hello.tar" "$work/root/samples/hello.tar"
  install -D --mode=0644 "$repository/manifests/samples/hello.yaml" "$work/root/samples/hello.yaml"
}

licences() {
  local package
  for package in "${runtime_packages[@]}" "${image_packages[@]}"; do
    install -D --mode=0644 "$work/debian/$package/usr/share/doc/$package/copyright" "$work/root/licences/$package"
  done
  install -D --mode=0644 "$repository/LICENSE" "$work/root/licences/lightkube"
  debian_candidates "${runtime_packages[@]}" "${image_packages[@]}" >"$work/root/licences/VERSIONS"
}

mkdir -p "$work/debian" "$(dirname "$out")"
debian_unpack "$work/debian" "${runtime_packages[@]}" "${image_packages[@]}"
rm -rf "$work/root"
runtime
pause
images
licences
"$here/pack.sh" "$work/root" "$out"

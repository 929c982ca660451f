#!/usr/bin/env bash
# Builds the image archives that the executable carries and the tests use:
#
#   build.sh PAUSE BUSYBOX OUT   (two static programs, and the folder for the archives)
#
# images/pause.tar    lightkube.local/pause:1     holds a pod's namespaces
# samples/hello.tar   lightkube.local/hello:1     the sample's web server; :2 answers with v=2, to see a rolling update
# tests/busybox.tar   lightkube.local/busybox:1   a shell and the usual small tools
set -euo pipefail
umask 022

here=$(cd "$(dirname "$0")" && pwd)
pause=$1 busybox=$2 out=$3

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

mkimage() { "$here/../mkimage.sh" "$@"; }

pause_image() {
  install -D --mode=0755 "$pause" "$scratch/pause/pause"
  mkimage --root "$scratch/pause" --name lightkube.local/pause:1 --out "$out/images/pause.tar" --entrypoint /pause --user 65535:65535
}

# A root folder with busybox under all of its names, and what programs expect to find in a system.
busybox_root() { # FOLDER
  local tool
  mkdir -p "$1"/{bin,dev,etc,home,proc,root,sys,tmp,usr,var}
  chmod 1777 "$1/tmp"
  ln -s ../bin "$1/usr/bin"
  ln -s ../bin "$1/usr/sbin"
  ln -s bin "$1/sbin"
  install --mode=0755 "$busybox" "$1/bin/busybox"
  for tool in $("$busybox" --list); do
    [[ $tool == busybox ]] || ln -s busybox "$1/bin/$tool"
  done
  printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n' >"$1/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\n' >"$1/etc/group"
}

busybox_image() {
  busybox_root "$scratch/busybox"
  mkimage --root "$scratch/busybox" --name lightkube.local/busybox:1 --out "$out/tests/busybox.tar" --cmd sh --env PATH=/bin
}

hello_image() { # VERSION FILE
  busybox_root "$scratch/hello-$1"
  install -D --mode=0755 "$here/hello/index.cgi" "$scratch/hello-$1/www/cgi-bin/index.cgi"
  mkimage --root "$scratch/hello-$1" --name "lightkube.local/hello:$1" --out "$out/$2" \
    --entrypoint httpd --cmd -f --cmd -p --cmd 8080 --cmd -h --cmd /www --env PATH=/bin --env "VERSION=$1" --expose 8080/tcp
}

pause_image
busybox_image
hello_image 1 samples/hello.tar
hello_image 2 tests/hello-2.tar

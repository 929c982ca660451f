#!/usr/bin/env bash
# Fetches the stock kubectl in the versions that the end-to-end tests drive: those of Debian 12, 13 and 14, whatever this machine runs.
#
#   kubectl.sh FOLDER   makes FOLDER/kubectl-1.20, kubectl-1.32 and kubectl-1.36
#
# Nothing is installed; apt's own sources and lists stay as they are.
set -euo pipefail
umask 022

here=$(cd "$(dirname "$0")" && pwd)
folder=$1
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
source "$here/bundle/debian.sh"

# apt as if the machine ran another release of Debian. What is signed is good even when a mirror is behind.
use_release() { # RELEASE
  local apt=$folder/apt-$1
  mkdir -p "$apt"/{lists/partial,cache/archives/partial}
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian $1 main" >"$apt/sources.list"
  : >"$apt/status"
  APT_OPTIONS=(-o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=- -o "Dir::State::Lists=$apt/lists"
    -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt/cache" -o Acquire::Languages=none
    -o Acquire::Check-Valid-Until=false -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false -o APT::Sandbox::User=root)
  [[ -n $(compgen -G "$apt/lists/*Packages*") ]] || apt-get "${APT_OPTIONS[@]}" -qq update
}

fetch() { # RELEASE PACKAGE VERSION
  [[ -x $folder/kubectl-$3 ]] && return
  echo "Fetching kubectl $3 from Debian's $1 for the end-to-end tests" >&2
  mkdir -p "$folder/$1"
  use_release "$1"
  # The lists of an earlier run may name versions that the archive no longer has.
  debian_unpack "$folder/$1" "$2" || { apt-get "${APT_OPTIONS[@]}" -qq update; debian_unpack "$folder/$1" "$2"; }
  "$folder/$1/$2/usr/bin/kubectl" version --client >/dev/null
  ln -sfn "$1/$2/usr/bin/kubectl" "$folder/kubectl-$3"
}

fetch bookworm kubernetes-client 1.20
fetch trixie kubectl 1.32
fetch forky kubectl 1.36

# Unpacks Debian packages into a folder without installing them. To be sourced.
#
# Nothing here changes the machine: packages are downloaded into a cache of ours and unpacked with dpkg-deb.

# What apt would install now: PACKAGE=VERSION lines. Fails when a package is unknown.
debian_candidates() { # PACKAGE... (APT_OPTIONS)
  local package version
  for package; do
    version=$(apt-cache "${APT_OPTIONS[@]}" policy "$package" 2>/dev/null | sed -n 's/^  Candidate: //p')
    [[ -n $version && $version != '(none)' ]] || return 1
    echo "$package=$version"
  done
}

# Unpacks packages into FOLDER/PACKAGE, unless these versions are there already.
debian_unpack() { # FOLDER PACKAGE...
  local folder=$1 wanted item package staging
  shift
  wanted=$(debian_candidates "$@") || { echo "apt knows no package for one of: $*" >&2; return 1; }
  for item in $wanted; do
    package=${item%%=*}
    [[ $(cat "$folder/$package.version" 2>/dev/null) == "$item" ]] && continue
    staging=$(mktemp -d "$folder/.$package.XXXXXX")
    # Without the sandbox user of apt, who may not write to a folder of ours.
    if ! (cd "$staging" && apt-get "${APT_OPTIONS[@]}" -o APT::Sandbox::User=root -qq download "$item") ||
      ! dpkg-deb --extract "$staging"/*.deb "$staging/root"; then
      rm -rf "$staging"
      return 1
    fi
    rm -rf "${folder:?}/$package"
    mv "$staging/root" "$folder/$package"
    rm -rf "$staging"
    echo "$item" >"$folder/$package.version"
  done
}

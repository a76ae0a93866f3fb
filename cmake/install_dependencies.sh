#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Installs what is missing on Debian 12 or Ubuntu 24.04 and nothing that is there.
# usage: install_dependencies.sh run|tests|ci
set -euo pipefail

packages=(g++ cmake ninja-build libgdcm-dev libfmt-dev zlib1g-dev libpcre2-dev libssl-dev
  libsqlite3-dev libcharls-dev libopenjp2-7-dev libcli11-dev nlohmann-json3-dev python3)
case "${1:-}" in
  run) packages+=(python3-pydicom dcmtk) ;;
  tests) packages+=(catch2 librapidcheck-dev python3-pydicom dcmtk dicom3tools libgdcm-tools
    poppler-utils) ;;
  ci)
    packages+=(catch2 librapidcheck-dev libbenchmark-dev python3-pydicom dcmtk dicom3tools
      libgdcm-tools poppler-utils)
    . /etc/os-release
    # The clang of each system that is new enough, with the formatter that decides.
    if [ "${VERSION_CODENAME:-}" = bookworm ]; then
      packages+=(clang-16 libclang-rt-16-dev clang-format-14)
    else
      packages+=(clang libclang-rt-18-dev clang-format-14)
    fi
    ;;
  *)
    echo "usage: install_dependencies.sh run|tests|ci" >&2
    exit 2
    ;;
esac

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "These packages are missing and need root or sudo to install: ${missing[*]}" >&2
    exit 1
  }
  as_root=(sudo)
fi
echo "Installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# A fresh machine installs its own updates at first: as long as another program has one of apt's
# locks, this one waits.  DPkg::Lock::Timeout alone does not cover the lock of the lists.
patience=${DICOM_ANONYMIZER_APT_PATIENCE:-300}
apt() {
  local end=$((SECONDS + patience))
  until "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -o DPkg::Lock::Timeout="$patience" "$@" >"$log" 2>&1; do
    if ! grep -qE 'Could not get lock|Unable to (acquire|lock)' "$log" || [ "$SECONDS" -ge "$end" ]; then
      cat "$log" >&2
      exit 1
    fi
    sleep "${DICOM_ANONYMIZER_APT_PAUSE:-5}"
  done
}
apt update
apt install -y --no-install-recommends "${missing[@]}"

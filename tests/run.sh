#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Installs what is missing, builds, and runs every test.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
build=${DICOM_ANONYMIZER_BUILD_DIR:-$root/build/tests}

bash "$root/cmake/install_dependencies.sh" tests
echo "Building in $build"
mkdir -p "$build"
# Tests want their assertions and quick compilation, and nobody steps through them here.
# A warning of a compiler that nobody has tried yet is no error; in CI it is.
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS="${CXXFLAGS:-}" \
  -DDICOM_ANONYMIZER_HEADERS_ALONE="${DICOM_ANONYMIZER_HEADERS_ALONE:-ON}" \
  -DCMAKE_COMPILE_WARNING_AS_ERROR="${CI:-OFF}" \
  >"$build/configure.log" 2>&1 || { cat "$build/configure.log" >&2; exit 1; }
cmake --build "$build"
cd "$build"
ctest --output-on-failure -j "$(nproc)"

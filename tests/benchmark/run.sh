#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Compares this program with gdcmanon, dcmodify and cp, measures functions, and prints Markdown tables.
#
# usage: bash tests/benchmark/run.sh [FOLDER] [--growth] [--pairs N] [--tables LIST]
# FOLDER gets 1.7 GB of made-up files, which stay for the next run, outputs twice as large for a while
# and the build. The default is in /dev/shm, so that the programs are measured and not the disk.
set -euo pipefail

if [[ ${1-} == -h || ${1-} == --help ]]; then
  sed -n '3,8p' "$0"
  exit
fi

source=$(cd "$(dirname "$0")/../.." && pwd)
folder=/dev/shm/dicom_anonymizer_benchmark
[ -w /dev/shm ] || folder=${TMPDIR:-/tmp}/dicom_anonymizer_benchmark
if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then
  folder=$1
  shift
fi
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
export PYTHONDONTWRITEBYTECODE=1

python=/usr/bin/python3
[ -x $python ] || python=python3
"$python" "$source/tests/benchmark/make_corpus.py" "$folder"

build=$folder/build
targets=dicom-anonymizer
benchmarks=OFF
if [ -e /usr/include/benchmark/benchmark.h ] || [ -e /usr/local/include/benchmark/benchmark.h ]; then
  benchmarks=ON
  targets+=" run_time"
fi
{
  cmake -S "$source" -B "$build" -DCMAKE_BUILD_TYPE=Release -DDICOM_ANONYMIZER_BUILD_TESTS=OFF \
    -DDICOM_ANONYMIZER_BUILD_BENCHMARKS=$benchmarks
  # shellcheck disable=SC2086
  cmake --build "$build" --target $targets -j "$(nproc)"
} >"$folder/build.log" 2>&1 || {
  tail -n 30 "$folder/build.log" >&2
  exit 1
}
BENCHMARK_COMPILER=$(sed -n 's/^CMAKE_CXX_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt")
export BENCHMARK_COMPILER

"$python" "$source/tests/benchmark/compare.py" "$folder" "$build/examples/dicom-anonymizer" "$@"

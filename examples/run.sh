#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Installs what is missing, builds, and anonymizes a small made-up study: before and after.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
build=${DICOM_ANONYMIZER_BUILD_DIR:-$root/build/examples}
log=$build/build.log

bash "$root/cmake/install_dependencies.sh" run
mkdir -p "$build"
echo "Building in $build"
{ cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DDICOM_ANONYMIZER_BUILD_TESTS=OFF &&
  cmake --build "$build" --target dicom-anonymizer; } >"$log" 2>&1 || { cat "$log" >&2; exit 1; }

rm -rf "$build/study" "$build/anonymized"
/usr/bin/python3 "$root/examples/make_sample_study.py" "$build/study"
echo
echo "\$ dicom-anonymizer study anonymized"
"$build/examples/dicom-anonymizer" "$build/study" "$build/anonymized"

# The attributes of the first image that a reader looks for first.
show() {
  dcmdump -q +U8 "$1" +P 0008,0018 +P 0008,0020 +P 0008,0080 +P 0008,1155 +P 0010,0010 +P 0010,0020 \
    +P 0010,0030 +P 0010,4000 +P 0019,1001 +P 0028,0010 |
    sed -E "s/ +# +[0-9]+, *[0-9]+ /  /"
}
echo
echo "before: $build/study/CT/slice1.dcm"
show "$build/study/CT/slice1.dcm"
echo
echo "after: $build/anonymized/CT/slice1.dcm"
show "$build/anonymized/CT/slice1.dcm"
echo
echo "The program: $build/examples/dicom-anonymizer --help"

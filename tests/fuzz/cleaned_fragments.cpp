// SPDX-License-Identifier: BSD-3-Clause
// Encapsulated pixel data of any bytes: never a crash, and what is cleaned once is clean.
//
// clang++-16 -std=c++20 -O1 -g -fsanitize=fuzzer,address,undefined -I include
//   -isystem /usr/include/gdcm-3.0 tests/fuzz/cleaned_fragments.cpp -lgdcmDSED -lgdcmCommon -lfmt
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include <dicom_anonymizer/pixels/cleaned_fragments.hpp>

namespace {

using dicom_anonymizer::detail::cleaned_fragments;
using dicom_anonymizer::detail::frame_syntax;

// Fragments as the parser lets them pass: of whole items, with a delimiter at the end.  The first
// byte of each piece says how long it is.
std::string value_of(const std::uint8_t* bytes, std::size_t count) {
  std::string value;
  while (count != 0) {
    const std::size_t wanted = bytes[0] == 255 ? count - 1 : std::size_t{bytes[0]} * 2;
    const std::size_t size = wanted < count - 1 ? wanted : count - 1;
    value += std::string("\xFE\xFF\0\xE0", 4);
    for (unsigned i = 0; i < 4; ++i) value.push_back(static_cast<char>(size >> 8 * i & 0xFF));
    value.append(reinterpret_cast<const char*>(bytes) + 1, size);
    bytes += size + 1;
    count -= size + 1;
  }
  return value + std::string("\xFE\xFF\xDD\xE0\0\0\0\0", 8);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  const std::string value = value_of(bytes, count);
  dicom_anonymizer::source in(value);
  const cleaned_fragments first(in, 0, value.size(), frame_syntax::codestreams);
  if (first.result() == nullptr) return 0;
  std::string now(static_cast<std::size_t>(first.result()->size()), '\0');
  first.result()->read(0, now.data(), now.size());
  dicom_anonymizer::source again(now);
  const cleaned_fragments second(again, 0, now.size(), frame_syntax::codestreams);
  if (second.cleaned() != 0 || second.unclean() != first.unclean()) std::abort();
  return 0;
}

// SPDX-License-Identifier: BSD-3-Clause
// Encapsulated pixel data of any bytes: they are refused, or each fragment belongs to one frame.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/pixels/frames.hpp>

namespace da = dicom_anonymizer;

namespace {

void require(bool is_so) {
  if (!is_so) std::abort();
}

void put_item(std::string& to, std::string_view value, unsigned char element = 0x00) {
  to += "\xFE\xFF";
  to += {static_cast<char>(element), '\xE0'};
  for (unsigned shift = 0; shift < 32; shift += 8)
    to.push_back(static_cast<char>(value.size() >> shift & 0xFF));
  to += value;
}

// Items of the lengths that the bytes say, so that tables are reached; table entries follow.
std::string value_of(std::span<const unsigned char> bytes, std::size_t entries) {
  std::string_view rest(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const auto take = [&](std::size_t count) {
    const std::string_view result = rest.substr(0, count);
    rest.remove_prefix(result.size());
    return result;
  };
  std::string table;
  for (std::size_t i = 0; i < entries; ++i) {
    const std::string_view low = take(1);
    table += low.empty() ? std::string_view("\0", 1) : low;
    table.append(3, '\0');
  }
  std::string result;
  put_item(result, table);
  while (!rest.empty()) {
    const std::size_t count = static_cast<unsigned char>(take(1)[0]) % 16;
    put_item(result, take(count));
  }
  put_item(result, {}, 0xDD);
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 4) return 0;
  const std::span<const unsigned char> bytes(data, size);
  const std::uint32_t frames = bytes[0] % 16;
  const std::size_t tables = bytes[1] % 9 * std::size_t{8};
  const std::span<const unsigned char> rest = bytes.subspan(4);
  const std::string value =
      (bytes[2] & 1) != 0 ? value_of(rest, (bytes[2] & 2) != 0 ? frames : 0)
                          : std::string(reinterpret_cast<const char*>(rest.data()), rest.size());
  std::optional<da::extended_offsets> extended;
  if (bytes[3] % 4 == 0 && rest.size() >= 2 * tables)
    extended = {rest.first(tables), rest.last(tables)};
  da::source from(value);
  try {
    const da::encapsulated_frames all(from, 0, value.size(), frames, extended);
    std::size_t met = 0;
    for (std::uint32_t frame = 1; frame <= all.size(); ++frame) {
      require(!all.fragments_of(frame).empty());
      for (const da::byte_span& one : all.fragments_of(frame)) {
        require(one == all.fragments()[met++]);
        require(one.offset <= value.size() && one.size <= value.size() - one.offset);
      }
      std::vector<unsigned char> copy;
      all.append_frame(from, frame, copy);
      require(copy.size() == all.bytes_of(frame));
    }
    require(all.size() == frames && met == all.fragments().size());
  } catch (const da::error&) {
  }
  return 0;
}

// SPDX-License-Identifier: BSD-3-Clause
// Anonymizes what a storage SCP receives and hands it on; no file stands in between.
#include <dicom_anonymizer/dicom_anonymizer.hpp>

#include <cstddef>
#include <cstdio>
#include <fstream>
#include <span>
#include <sstream>
#include <string>

namespace da = dicom_anonymizer;

// What a C-STORE brings: the data set, and the transfer syntax of its presentation context.
struct received {
  std::string transfer_syntax, dataset;
};

// The data set does not say how it is encoded; the least file meta information does.
static std::string as_file(const received& one) {
  std::string uid = one.transfer_syntax;
  if (uid.size() % 2 != 0) uid.push_back('\0');
  const std::string head("DICM\x02\0\x10\0UI", 10);
  return std::string(128, '\0') + head + static_cast<char>(uid.size()) + '\0' + uid + one.dataset;
}

// Stands for the network: the parts of a file, PS3.10 section 7.1; empty ones of what is none.
static received receive(const char* name) {
  std::ostringstream read;
  read << std::ifstream(name, std::ios::binary).rdbuf();
  const std::string all = read.str();
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(all[at]); };
  const auto number = [&](std::size_t at) { return byte(at) + std::size_t{256} * byte(at + 1); };
  received one;
  std::size_t at = all.find("DICM", 128) == 128 ? 132 : all.size();
  while (at + 12 <= all.size() && number(at) == 0x0002) {
    const std::string vr = all.substr(at + 4, 2);
    const bool is_long = vr == "OB" || vr == "UN" || vr == "UR" || vr == "UT";
    const std::size_t length = is_long ? number(at + 8) + 65536 * number(at + 10) : number(at + 6);
    const std::size_t value = at + (is_long ? 12 : 8);
    if (number(at + 2) == 0x0010 && length <= 64) one.transfer_syntax = all.substr(value, length);
    at = value + length;
  }
  if (at < all.size()) one.dataset = all.substr(at);
  return one;
}

int main(int argc, char** argv) {
  std::FILE* const next = argc == 3 ? std::fopen(argv[2], "wb") : nullptr;  // the next system
  if (next == nullptr) return std::puts("from_memory INPUT OUTPUT: no place for an output"), 2;
  const auto hand_on = [&](std::span<const std::byte> piece) {
    return std::fwrite(piece.data(), 1, piece.size(), next) == piece.size();
  };
  da::anonymizer worker;  // one for each thread; it uses its memory again
  const da::result<da::report> done = worker.try_bytes(as_file(receive(argv[1])), hand_on);
  const bool is_taken = std::fclose(next) == 0;  // a full disk may be told only now
  if (done && is_taken) return std::printf("%zu elements looked at\n", done->visited), 0;
  std::printf("refused: %s\n", done ? "the output is not whole" : done.error().what());
  return 1;  // the answer to the C-STORE; what the next system has got is thrown away
}

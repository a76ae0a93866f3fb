// SPDX-License-Identifier: BSD-3-Clause
// Anonymizes what a storage SCP receives and hands it on; no file stands in between.
#include <dicom_anonymizer/dicom_anonymizer.hpp>

#include <cstddef>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <span>
#include <string>

namespace da = dicom_anonymizer;

// What a C-STORE brings: the data set, and the transfer syntax of its presentation context.
struct received {
  std::string transfer_syntax;
  std::string dataset;
};

// The data set does not say how it is encoded; the least file meta information does.
static std::string as_file(const received& one) {
  std::string uid = one.transfer_syntax;
  if (uid.size() % 2 != 0) uid.push_back('\0');
  std::string bytes(128, '\0');
  bytes += "DICM";
  bytes.append("\x02\0\x10\0UI", 6);
  bytes.push_back(static_cast<char>(uid.size()));
  bytes.push_back('\0');
  return bytes + uid + one.dataset;
}

// Stands for the network: the data set of a file.
static received receive(const char* name) {
  std::ifstream file(name, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const std::size_t meta = 144 + static_cast<unsigned char>(bytes.at(140)) +
                           256 * static_cast<std::size_t>(static_cast<unsigned char>(bytes[141]));
  return {"1.2.840.10008.1.2.1", bytes.substr(meta)};
}

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  da::anonymizer worker;  // one for each thread; it uses its memory again

  std::FILE* const next = std::fopen(argv[2], "wb");  // stands for the next system
  const auto hand_on = [&](std::span<const std::byte> piece) {
    return std::fwrite(piece.data(), 1, piece.size(), next) == piece.size();
  };
  const da::result<da::report> done = worker.try_bytes(as_file(receive(argv[1])), hand_on);
  std::fclose(next);
  if (!done) {  // nothing was handed on; the answer to the C-STORE is a failure
    std::fprintf(stderr, "refused: %s\n", done.error().what());
    return 1;
  }
  std::printf("%zu elements looked at\n", done->visited);
}

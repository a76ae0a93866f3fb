// SPDX-License-Identifier: BSD-3-Clause
// A FILE* that remembers what was written to it.
#pragma once

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace test {

class text_sink {
 public:
  text_sink() : file_(::open_memstream(&data_, &size_)) {}
  ~text_sink() {
    std::fclose(file_);
    std::free(data_);
  }
  text_sink(const text_sink&) = delete;
  text_sink& operator=(const text_sink&) = delete;

  [[nodiscard]] std::FILE* file() const { return file_; }
  [[nodiscard]] std::string text() const {
    std::fflush(file_);
    return {data_, size_};
  }

 private:
  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::FILE* file_;
};

}  // namespace test

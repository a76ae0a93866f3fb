// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/pixel_data.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include <gdcmByteValue.h>

#include "support/catch.hpp"
#include "support/folder.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::errc;
using test::no_refusal;
using test::refusal;
using test::refused;

namespace {

static_assert(da::is_pixel_data({0x7FE0, 0x0008}));
static_assert(da::is_pixel_data({0x7FE0, 0x0009}));
static_assert(da::is_pixel_data({0x7FE0, 0x0010}));
static_assert(!da::is_pixel_data({0x7FE0, 0x0000}));
static_assert(!da::is_pixel_data({0x7FE0, 0x0001}));  // Extended Offset Table
static_assert(!da::is_pixel_data({0x7FE1, 0x0010}));
static_assert(!da::is_pixel_data({0x0008, 0x0008}));
static_assert(!da::is_pixel_data({0x6000, 0x3000}));

using store_pointer = std::shared_ptr<const da::detail::byte_store>;

std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>((i * 7 + (i >> 9)) & 0xFFU);
  return bytes;
}

store_pointer memory(std::string bytes) {
  return std::make_shared<const da::detail::byte_store>(std::move(bytes));
}

store_pointer opened(const std::filesystem::path& file) {
  return std::make_shared<const da::detail::byte_store>(file);
}

// An open file for a copy.
class target {
 public:
  explicit target(const std::filesystem::path& name, int flags = O_WRONLY | O_CREAT | O_TRUNC)
      : descriptor_(::open(name.c_str(), flags | O_CLOEXEC, 0600)) {
    REQUIRE(descriptor_ >= 0);
  }
  ~target() { ::close(descriptor_); }
  target(const target&) = delete;
  target& operator=(const target&) = delete;
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace

TEST_CASE("a deferred value tells its length and holds no bytes") {
  gdcm::DataElement element(gdcm::Tag(0x7FE0, 0x0010), 0, gdcm::VR::OW);
  element.SetValue(*new da::deferred_value(memory("0123456789"), 2, 6, false));
  CHECK(std::uint32_t{element.GetVL()} == 6);
  CHECK_FALSE(element.IsEmpty());
  CHECK(element.GetByteValue() == nullptr);
  REQUIRE(da::detail::deferred_of(element) != nullptr);
  CHECK(da::detail::deferred_of(element)->size() == 6);
  CHECK_FALSE(da::detail::deferred_of(element)->is_encapsulated());
}

TEST_CASE("a deferred value of fragments has undefined length") {
  const da::deferred_value value(memory("0123456789"), 2, 6, true);
  CHECK(value.GetLength().IsUndefined());
  CHECK(value.size() == 6);
  CHECK(value.is_encapsulated());
}

TEST_CASE("a deferred value cannot be cleared or cut") {
  da::deferred_value value(memory("0123456789"), 2, 6, false);
  value.Clear();
  value.SetLength(2);
  CHECK(std::uint32_t{value.GetLength()} == 6);
  std::string bytes = "<";
  value.append_to(bytes);
  CHECK(bytes == "<234567");
}

TEST_CASE("only what is deferred is deferred") {
  gdcm::DataElement element(gdcm::Tag(0x7FE0, 0x0010), 0, gdcm::VR::OW);
  CHECK(da::detail::deferred_of(element) == nullptr);
  element.SetByteValue("ab", 2);
  CHECK(da::detail::deferred_of(element) == nullptr);
}

TEST_CASE("a deferred value equals itself and its copies in elements only") {
  gdcm::DataElement element(gdcm::Tag(0x7FE0, 0x0010), 0, gdcm::VR::OW);
  element.SetValue(*new da::deferred_value(memory("0123"), 0, 4, false));
  const gdcm::DataElement copy = element;
  CHECK(copy == element);
  const da::deferred_value other(memory("0123"), 0, 4, false);
  CHECK_FALSE(element.GetValue() == other);
}

TEST_CASE("a deferred value is copied from memory and from a file, of every size") {
  const test::folder folder;
  const std::string bytes = pattern((std::size_t{3} << 20) + 17);
  test::write(folder / "in", bytes);
  for (const store_pointer& store : {memory(bytes), opened(folder / "in")}) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{4096},
                                   std::size_t{1} << 20, (std::size_t{3} << 20) + 4}) {
      CAPTURE(store->is_file(), size);
      {
        const target out(folder / "out");
        REQUIRE(::write(out.descriptor(), "head", 4) == 4);
        da::deferred_value(store, 13, size, false).copy_to(out.descriptor());
        REQUIRE(::write(out.descriptor(), "tail", 4) == 4);
      }
      CHECK((test::read(folder / "out") == "head" + bytes.substr(13, size) + "tail"));
    }
  }
}

TEST_CASE("a deferred value is copied to another file system and into a pipe") {
  const test::folder folder;
  const std::string bytes = pattern((std::size_t{2} << 20) + 3);
  if (::access("/dev/shm", W_OK) == 0) {
    const std::filesystem::path other = "/dev/shm/da_test_pixel_data_" + std::to_string(::getpid());
    test::write(other, bytes);
    const store_pointer store = opened(other);
    std::filesystem::remove(other);
    {
      const target out(folder / "out");
      da::deferred_value(store, 1, bytes.size() - 1, false).copy_to(out.descriptor());
    }
    CHECK((test::read(folder / "out") == bytes.substr(1)));
  }
  test::write(folder / "in", bytes);
  int pipe[2];
  REQUIRE(::pipe(pipe) == 0);
  da::deferred_value(opened(folder / "in"), 5, 1000, false).copy_to(pipe[1]);
  ::close(pipe[1]);
  std::string got(2000, '\0');
  const ssize_t count = ::read(pipe[0], got.data(), got.size());
  ::close(pipe[0]);
  REQUIRE(count == 1000);
  CHECK((got.substr(0, 1000) == bytes.substr(5, 1000)));
}

TEST_CASE("a file opened for appending, which the kernel does not copy to, gets the value too") {
  const test::folder folder;
  const std::string bytes = pattern(100'000);
  test::write(folder / "in", bytes);
  test::write(folder / "out", "before");
  {
    const target out(folder / "out", O_WRONLY | O_APPEND);
    da::deferred_value(opened(folder / "in"), 0, bytes.size(), false).copy_to(out.descriptor());
  }
  CHECK((test::read(folder / "out") == "before" + bytes));
}

TEST_CASE("a copy that cannot be written is unwritable") {
  const test::folder folder;
  const std::string bytes = pattern(5000);
  test::write(folder / "in", bytes);
  for (const store_pointer& store : {memory(bytes), opened(folder / "in")}) {
    const da::deferred_value value(store, 0, bytes.size(), false);
    const target full("/dev/full", O_WRONLY);
    CHECK(refused([&] { value.copy_to(full.descriptor()); }) == refusal{errc::unwritable});
    const target read_only(folder / "in", O_RDONLY);
    CHECK(refused([&] { value.copy_to(read_only.descriptor()); }) == refusal{errc::unwritable});
    CHECK(refused([&] { value.copy_to(-1); }) == refusal{errc::unwritable});
  }
}

TEST_CASE("a value whose file became shorter is refused with the offset") {
  const test::folder folder;
  test::write(folder / "in", pattern(5000));
  const da::deferred_value value(opened(folder / "in"), 100, 4900, false);
  std::filesystem::resize_file(folder / "in", 3000);
  const target out(folder / "out");
  const refusal expected{errc::changed_while_read, std::nullopt, 3000};
  CHECK(refused([&] { value.copy_to(out.descriptor()); }) == expected);
  std::string bytes;
  CHECK(refused([&] { value.append_to(bytes); }) == expected);
}

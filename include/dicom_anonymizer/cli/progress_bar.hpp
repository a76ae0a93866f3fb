// SPDX-License-Identifier: BSD-3-Clause
// How far the work has come, on a terminal or in a log.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

#include <fmt/format.h>

namespace dicom_anonymizer::cli {

/// The text with control characters spelled out: a file name must not steer the terminal.
[[nodiscard]] inline std::string printable(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : '\0');
    const bool is_c1_control = byte == 0xC2 && next >= 0x80 && next < 0xA0;  // U+0080 to U+009F
    if (byte < 0x20 || byte == 0x7F || is_c1_control)
      result += fmt::format("\\x{:02X}", byte);
    else
      result += text[i];
  }
  return result;
}

/// "done of total files, files a second, time left"; the last two once there is something to judge
/// by.
[[nodiscard]] inline std::string progress_text(std::size_t done, std::size_t total,
                                               std::chrono::duration<double> elapsed) {
  std::string text = fmt::format("{} of {} files", done, total);
  if (done == 0 || elapsed.count() < 0.1) return text;
  const double rate = static_cast<double>(done) / elapsed.count();
  text += fmt::format(", {:.{}f} files/s", rate, rate < 100 ? 1 : 0);
  if (done >= total) return text;
  const auto left = static_cast<unsigned long long>(static_cast<double>(total - done) / rate + 0.5);
  if (left < 3600) return text + fmt::format(", {}:{:02} left", left / 60, left % 60);
  return text + fmt::format(", {}:{:02}:{:02} left", left / 3600, left / 60 % 60, left % 60);
}

/// Shows progress and the lines that must be read beside it.  One thread at a time.
class progress_bar {
 public:
  using clock = std::chrono::steady_clock;

  /// How progress is shown.
  enum class style {
    none,   ///< not at all
    lines,  ///< a line each tenth of the files and at least each minute, for logs
    bar,    ///< one line that is drawn anew at most ten times a second, for terminals
  };

  /// A bar if the stream is a terminal that can move the cursor, else lines.
  [[nodiscard]] static style style_for(std::FILE* sink) {
    const int descriptor = ::fileno(sink);
    const char* terminal = std::getenv("TERM");
    const bool can_draw = descriptor >= 0 && ::isatty(descriptor) == 1 && terminal != nullptr &&
                          std::string_view(terminal) != "dumb";
    return can_draw ? style::bar : style::lines;
  }

  progress_bar(std::FILE* sink, style how, clock::time_point start = clock::now())
      : sink_(sink), style_(how), start_(start), shown_(start) {}
  progress_bar(const progress_bar&) = delete;
  progress_bar& operator=(const progress_bar&) = delete;

  /// Leaves the last state of the bar on a line of its own.
  ~progress_bar() {
    if (!drawn_.empty()) put("\n");
  }

  /// Notes how far the work has come and shows it if it is time to.
  void update(std::size_t done, std::size_t total, clock::time_point now = clock::now()) {
    if (style_ == style::none || total == 0) return;
    if (style_ == style::lines) {
      const std::size_t tenth = done * 10 / total;
      if (tenth == tenth_ && now - shown_ < std::chrono::minutes(1)) return;
      tenth_ = tenth;
      put(progress_text(done, total, now - start_) + '\n');
    } else {
      if (!drawn_.empty() && done < total && now - shown_ < std::chrono::milliseconds(100)) return;
      drawn_ = bar(done, total, progress_text(done, total, now - start_));
      put(drawn_);
    }
    shown_ = now;
  }

  /// Prints a line for the reader above the bar.
  void line(std::string_view text) {
    put((drawn_.empty() ? "" : "\r\x1B[K") + printable(text) + '\n' + drawn_);
  }

 private:
  [[nodiscard]] std::size_t columns() const {
    winsize size{};
    const bool known = ::ioctl(::fileno(sink_), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : 80;
  }

  // One column stays free: some terminals wrap a full line.
  [[nodiscard]] std::string bar(std::size_t done, std::size_t total, std::string text) const {
    constexpr std::size_t shortest = 10;
    constexpr std::size_t longest = 40;
    const std::size_t room = columns() - 1;
    text.resize(std::min(text.size(), room));
    std::string result = "\r";
    if (room >= text.size() + shortest + 3) {
      const std::size_t length = std::min(longest, room - text.size() - 3);
      const std::size_t full = length * done / total;
      result += '[' + std::string(full, '#') + std::string(length - full, '.') + "] ";
    }
    return result + text + "\x1B[K";
  }

  void put(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), sink_);
    std::fflush(sink_);
  }

  std::FILE* sink_;
  style style_;
  clock::time_point start_;
  clock::time_point shown_;
  std::size_t tenth_ = 0;
  std::string drawn_;
};

}  // namespace dicom_anonymizer::cli

// SPDX-License-Identifier: BSD-3-Clause
// JPEG by the letter of ITU-T T.81, a bit at a time: frames for tests, and what is in frames.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace test::jpeg {

using bytes = std::vector<unsigned char>;
using block = std::array<int, 64>;  // in zigzag order

// Annex C: the code of each symbol, as text.
struct table {
  std::array<int, 16> counts{};
  std::vector<int> symbols;

  [[nodiscard]] std::map<int, std::string> codes() const {
    std::map<int, std::string> result;
    unsigned code = 0;
    std::size_t next = 0;
    for (unsigned length = 1; length <= 16; ++length, code <<= 1)
      for (int i = 0; i < counts[length - 1]; ++i, ++code) {
        std::string text;
        for (unsigned bit = length; bit-- > 0;) text += (code >> bit & 1U) != 0 ? '1' : '0';
        result.emplace(symbols.at(next++), text);
      }
    return result;
  }
};

// Symbols that all have codes of eight bits, or nine if they are many.
inline table flat_table(std::vector<int> symbols) {
  table result;
  result.counts[symbols.size() < 256 ? 7 : 8] = static_cast<int>(symbols.size());
  result.symbols = std::move(symbols);
  return result;
}
// Table K.3, for first coefficients of luminance.
inline table table_k3() {
  return {{0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}};
}
// As K.3, with all sizes that differences of up to 16 bits have.
inline table wide_table() {
  return {{0, 1, 5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0},
          {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};
}
// Runs of up to 15 zeros and values of up to ten bits; EOB has two bits, others nine.
inline table run_table() {
  table result;
  result.counts[1] = 1;
  result.symbols = {0};
  for (int zeros = 0; zeros < 16; ++zeros)
    for (int size = 1; size <= 10; ++size) result.symbols.push_back(zeros * 16 + size);
  result.symbols.push_back(0xF0);
  result.counts[8] = 161;
  return result;
}

struct component {
  int id = 1;
  int horizontal = 1;
  int vertical = 1;
  int quantisation = 1;
  int across = 0;  // blocks, with those that only fill units
  int down = 0;
  std::vector<block> blocks{};
  std::vector<int> samples{};  // of a lossless frame, as they are coded
};

struct frame {
  int marker = 0xC0;
  int precision = 8;
  int columns = 0;
  int rows = 0;
  std::vector<component> components{};
  std::vector<std::vector<int>> scans{};  // empty: one with all
  int restart_interval = 0;
  table dc = table_k3();
  table ac = run_table();
  int predictor = 1;
  int point_transform = 0;
  bytes before_frame{};            // marker segments
  std::size_t widest_padding = 0;  // found: bits behind the last block of an interval

  [[nodiscard]] int widest() const {
    int result = 1;
    for (const component& one : components) result = std::max(result, one.horizontal);
    return components.size() == 1 ? 1 : result;
  }
  [[nodiscard]] int highest() const {
    int result = 1;
    for (const component& one : components) result = std::max(result, one.vertical);
    return components.size() == 1 ? 1 : result;
  }
  // Makes room for blocks, or samples.
  void arrange() {
    const auto divided = [](int a, int b) { return (a + b - 1) / b; };
    for (component& one : components) {
      const bool alone = components.size() == 1;
      one.across = divided(columns, 8 * widest()) * (alone ? 1 : one.horizontal);
      one.down = divided(rows, 8 * highest()) * (alone ? 1 : one.vertical);
      one.blocks.assign(static_cast<std::size_t>(one.across) * static_cast<std::size_t>(one.down),
                        {});
      one.samples.assign(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows), 0);
    }
    if (!scans.empty()) return;
    scans.emplace_back();
    for (int i = 0; i < static_cast<int>(components.size()); ++i) scans[0].push_back(i);
  }
  [[nodiscard]] bool is_lossless() const { return marker == 0xC3; }
};

inline int size_of(int value) {
  int result = 0;
  for (int rest = value < 0 ? -value : value; rest != 0; rest /= 2) ++result;
  return result;
}
inline std::string bits_of(int value, int size) {
  if (value < 0) value += (1 << size) - 1;
  std::string result;
  for (int bit = size; bit-- > 0;) result += (value >> bit & 1) != 0 ? '1' : '0';
  return result;
}

// Calls each_unit(n) for the units of a scan and in it each_block(component, block) for each block:
// T.81 A.2.
template <class Unit, class Block>
void for_each_block(frame& of, const std::vector<int>& scan, const Unit& each_unit,
                    const Block& each_block) {
  const auto divided = [](int a, int b) { return (a + b - 1) / b; };
  int unit = 0;
  if (scan.size() == 1) {
    component& one = of.components[static_cast<std::size_t>(scan[0])];
    const bool alone = of.components.size() == 1;
    const int h = alone ? 1 : one.horizontal;
    const int v = alone ? 1 : one.vertical;
    const int across = divided(divided(of.columns * h, of.widest()), 8);
    const int down = divided(divided(of.rows * v, of.highest()), 8);
    for (int y = 0; y < down; ++y)
      for (int x = 0; x < across; ++x) {
        each_unit(unit++);
        each_block(scan[0], one.blocks[static_cast<std::size_t>(y * one.across + x)]);
      }
    return;
  }
  for (int y = 0; y < divided(of.rows, 8 * of.highest()); ++y)
    for (int x = 0; x < divided(of.columns, 8 * of.widest()); ++x) {
      each_unit(unit++);
      for (const int number : scan) {
        component& one = of.components[static_cast<std::size_t>(number)];
        for (int j = 0; j < one.vertical; ++j)
          for (int i = 0; i < one.horizontal; ++i)
            each_block(number, one.blocks[static_cast<std::size_t>(
                                   (y * one.vertical + j) * one.across + x * one.horizontal + i)]);
      }
    }
}

// Table H.1, modulo 65536.
inline int prediction(const frame& of, const std::vector<int>& samples, int x, int y,
                      bool is_first) {
  const auto at = [&](int column, int row) {
    return samples[static_cast<std::size_t>(row * of.columns + column)];
  };
  if (is_first) return x == 0 ? 1 << (of.precision - of.point_transform - 1) : at(x - 1, y);
  if (x == 0) return at(x, y - 1);
  const int a = at(x - 1, y);
  const int b = at(x, y - 1);
  const int c = at(x - 1, y - 1);
  switch (of.predictor) {
    case 1: return a;
    case 2: return b;
    case 3: return c;
    case 4: return a + b - c;
    case 5: return a + ((b - c) >> 1);
    case 6: return b + ((a - c) >> 1);
    default: return (a + b) >> 1;
  }
}
template <class Unit, class Sample>
void for_each_sample(frame& of, const std::vector<int>& scan, const Unit& each_unit,
                     const Sample& each_sample) {
  bool is_first = true;
  for (int y = 0; y < of.rows; ++y) {
    is_first = y == 0 || (of.restart_interval != 0 && y * of.columns % of.restart_interval == 0);
    for (int x = 0; x < of.columns; ++x) {
      each_unit(y * of.columns + x);
      for (const int number : scan) {
        std::vector<int>& samples = of.components[static_cast<std::size_t>(number)].samples;
        each_sample(samples[static_cast<std::size_t>(y * of.columns + x)],
                    prediction(of, samples, x, y, is_first));
      }
    }
  }
}

inline void put_segment(bytes& out, int marker, const bytes& contents) {
  const std::size_t length = contents.size() + 2;
  out.insert(out.end(),
             {0xFF, static_cast<unsigned char>(marker), static_cast<unsigned char>(length >> 8),
              static_cast<unsigned char>(length & 0xFF)});
  out.insert(out.end(), contents.begin(), contents.end());
}
inline void put_table(bytes& out, int head, const table& one) {
  bytes contents{static_cast<unsigned char>(head)};
  for (const int count : one.counts) contents.push_back(static_cast<unsigned char>(count));
  for (const int symbol : one.symbols) contents.push_back(static_cast<unsigned char>(symbol));
  put_segment(out, 0xC4, contents);
}
inline void put_bits(bytes& out, std::string bits) {
  while (bits.size() % 8 != 0) bits += '1';
  for (std::size_t i = 0; i < bits.size(); i += 8) {
    out.push_back(static_cast<unsigned char>(std::stoi(bits.substr(i, 8), nullptr, 2)));
    if (out.back() == 0xFF) out.push_back(0);
  }
}

inline bytes encode(frame of) {
  bytes out{0xFF, 0xD8};
  out.insert(out.end(), of.before_frame.begin(), of.before_frame.end());
  bytes head{static_cast<unsigned char>(of.precision),
             static_cast<unsigned char>(of.rows >> 8),
             static_cast<unsigned char>(of.rows & 0xFF),
             static_cast<unsigned char>(of.columns >> 8),
             static_cast<unsigned char>(of.columns & 0xFF),
             static_cast<unsigned char>(of.components.size())};
  for (std::size_t i = 0; i < of.components.size(); ++i) {
    const component& one = of.components[i];
    head.insert(head.end(), {static_cast<unsigned char>(one.id),
                             static_cast<unsigned char>(one.horizontal * 16 + one.vertical),
                             static_cast<unsigned char>(of.is_lossless() ? 0 : i)});
    if (of.is_lossless()) continue;
    bytes quantisation(65, static_cast<unsigned char>(one.quantisation));
    quantisation[0] = static_cast<unsigned char>(i);
    put_segment(out, 0xDB, quantisation);
  }
  put_segment(out, of.marker, head);
  put_table(out, 0x00, of.dc);
  if (!of.is_lossless()) put_table(out, 0x10, of.ac);
  if (of.restart_interval != 0)
    put_segment(out, 0xDD,
                {static_cast<unsigned char>(of.restart_interval >> 8),
                 static_cast<unsigned char>(of.restart_interval & 0xFF)});
  const auto dc = of.dc.codes();
  const auto ac = of.ac.codes();
  for (const std::vector<int>& scan : of.scans) {
    bytes parts{static_cast<unsigned char>(scan.size())};
    for (const int number : scan)
      parts.insert(
          parts.end(),
          {static_cast<unsigned char>(of.components[static_cast<std::size_t>(number)].id), 0});
    if (of.is_lossless())
      parts.insert(parts.end(), {static_cast<unsigned char>(of.predictor), 0,
                                 static_cast<unsigned char>(of.point_transform)});
    else
      parts.insert(parts.end(), {0, 63, 0});
    put_segment(out, 0xDA, parts);
    std::string bits;
    std::array<int, 4> last{};
    const auto unit = [&](int number) {
      if (of.restart_interval == 0 || number == 0 || number % of.restart_interval != 0) return;
      put_bits(out, bits);
      bits.clear();
      last = {};
      const int restart = (number / of.restart_interval - 1) % 8;
      out.insert(out.end(), {0xFF, static_cast<unsigned char>(0xD0 + restart)});
    };
    if (of.is_lossless()) {
      for_each_sample(of, scan, unit, [&](int sample, int predicted) {
        int difference = (sample - predicted) & 0xFFFF;
        if (difference > 32768) difference -= 65536;
        const int size = size_of(difference);
        bits += dc.at(size);
        if (size < 16) bits += bits_of(difference, size);
      });
    } else {
      for_each_block(of, scan, unit, [&](int number, const block& one) {
        const int difference =
            one[0] - std::exchange(last[static_cast<std::size_t>(number)], one[0]);
        bits += dc.at(size_of(difference)) + bits_of(difference, size_of(difference));
        int zeros = 0;
        for (std::size_t i = 1; i < 64; ++i) {
          if (one[i] == 0) {
            ++zeros;
            continue;
          }
          for (; zeros > 15; zeros -= 16) bits += ac.at(0xF0);
          bits += ac.at(zeros * 16 + size_of(one[i])) + bits_of(one[i], size_of(one[i]));
          zeros = 0;
        }
        if (zeros != 0) bits += ac.at(0);
      });
    }
    put_bits(out, bits);
  }
  out.insert(out.end(), {0xFF, 0xD9});
  return out;
}

// Throws if anything is not as the standard has it.
class decoder {
 public:
  explicit decoder(const bytes& in) : in_(in) {}

  frame decode() {
    if (byte() != 0xFF || byte() != 0xD8) throw std::runtime_error("no SOI");
    while (true) {
      if (byte() != 0xFF) throw std::runtime_error("no marker");
      const int marker = byte();
      if (marker == 0xD9) break;
      const std::size_t begin = at_;
      const int length = word();
      const std::size_t end = begin + static_cast<std::size_t>(length);
      if (marker == 0xDB) {
        while (at_ < end) {
          const int head = byte();
          for (int i = 0; i < 64; ++i) {
            const int value = head >> 4 == 0 ? byte() : word();
            if (i == 0) quantisation_[head & 15] = value;
          }
        }
      } else if (marker == 0xC4) {
        while (at_ < end) {
          const int head = byte();
          table one;
          for (int& count : one.counts) count = byte();
          for (const int count : one.counts)
            for (int i = 0; i < count; ++i) one.symbols.push_back(byte());
          std::map<std::string, int> codes;
          for (const auto& [symbol, code] : one.codes()) codes[code] = symbol;
          tables_[head] = codes;
        }
      } else if (marker == 0xDD) {
        found_.restart_interval = word();
      } else if (marker == 0xC0 || marker == 0xC1 || marker == 0xC3) {
        found_.marker = marker;
        found_.precision = byte();
        found_.rows = word();
        found_.columns = word();
        found_.components.resize(static_cast<std::size_t>(byte()));
        for (component& one : found_.components) {
          one.id = byte();
          const int factors = byte();
          one.horizontal = factors >> 4;
          one.vertical = factors & 15;
          one.quantisation = quantisation_[byte()];
        }
        found_.arrange();
        found_.scans.clear();
      } else if (marker == 0xDA) {
        scan();
        continue;
      } else {
        found_.before_frame.insert(found_.before_frame.end(),
                                   in_.begin() + static_cast<long>(begin - 2),
                                   in_.begin() + static_cast<long>(end));
        at_ = end;
      }
      if (at_ != end) throw std::runtime_error("a wrong length");
    }
    if (at_ != in_.size()) throw std::runtime_error("bytes behind EOI");
    return found_;
  }

 private:
  int byte() { return in_.at(at_++); }
  int word() {
    const int high = byte();
    return high * 256 + byte();
  }
  void read_interval() {
    bits_.clear();
    next_ = 0;
    while (in_.at(at_) != 0xFF || in_.at(at_ + 1) == 0) {
      for (int bit = 7; bit >= 0; --bit) bits_ += (in_[at_] >> bit & 1) != 0 ? '1' : '0';
      at_ += in_[at_] == 0xFF ? 2 : 1;
    }
  }
  void end_interval() {
    const std::size_t left = bits_.size() - next_;
    if (bits_.find('0', next_) != std::string::npos) throw std::runtime_error("padding with zeros");
    found_.widest_padding = std::max(found_.widest_padding, left);
  }
  int symbol(int head) {
    std::string code;
    const auto& codes = tables_.at(head);
    while (code.size() < 16) {
      code += bits_.at(next_++);
      if (const auto found = codes.find(code); found != codes.end()) return found->second;
    }
    throw std::runtime_error("no code");
  }
  int value(int size) {
    int result = 0;
    for (int i = 0; i < size; ++i) result = result * 2 + (bits_.at(next_++) == '1' ? 1 : 0);
    return size != 0 && result < 1 << (size - 1) ? result - (1 << size) + 1 : result;
  }
  void scan() {
    std::vector<int> parts(static_cast<std::size_t>(byte()));
    std::map<int, int> heads;
    for (int& one : parts) {
      const int id = byte();
      while (found_.components.at(static_cast<std::size_t>(one)).id != id) ++one;
      heads[one] = byte();
    }
    found_.predictor = byte();
    byte();
    found_.point_transform = byte();
    found_.scans.push_back(parts);
    read_interval();
    std::array<int, 4> last{};
    const auto unit = [&](int number) {
      if (found_.restart_interval == 0 || number == 0 || number % found_.restart_interval != 0)
        return;
      end_interval();
      last = {};
      const int restart = (number / found_.restart_interval - 1) % 8;
      if (byte() != 0xFF || byte() != 0xD0 + restart) throw std::runtime_error("no RST");
      read_interval();
    };
    if (found_.is_lossless()) {
      int table_of = heads.begin()->second >> 4;
      for_each_sample(found_, parts, unit, [&](int& sample, int predicted) {
        const int size = symbol(table_of);
        sample = (predicted + (size == 16 ? 32768 : value(size))) & 0xFFFF;
      });
    } else {
      for_each_block(found_, parts, unit, [&](int number, block& one) {
        const int head = heads[number];
        one = {};
        one[0] = last[static_cast<std::size_t>(number)] += value(symbol(head >> 4));
        for (std::size_t i = 1; i < 64; ++i) {
          const int both = symbol(0x10 + (head & 15));
          if (both == 0) break;
          i += static_cast<std::size_t>(both >> 4);
          one.at(i) = value(both & 15);
        }
      });
    }
    end_interval();
  }

  const bytes& in_;
  std::size_t at_ = 0;
  frame found_;
  std::map<int, int> quantisation_;
  std::map<int, std::map<std::string, int>> tables_;
  std::string bits_;
  std::size_t next_ = 0;
};

inline frame decode(const bytes& in) { return decoder(in).decode(); }

}  // namespace test::jpeg

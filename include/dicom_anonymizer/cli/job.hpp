// SPDX-License-Identifier: BSD-3-Clause
// What INPUT and OUTPUT mean together, and which pairs are refused.
#pragma once

#include <filesystem>
#include <system_error>

#include <unistd.h>

#include <fmt/format.h>

#include <dicom_anonymizer/error.hpp>

namespace dicom_anonymizer::cli {

/// What is read and what is written.
struct job {
  std::filesystem::path input;
  /// The file, or the folder that may not exist yet.
  std::filesystem::path output;
  /// Whether both are folders.
  bool is_folder = false;
  /// Whether the output has the name of the input file because none was given.
  bool takes_name = false;
};

namespace detail {

// By what the file system says and not by name: links, mounts and case do not fool it.
inline bool is_same(const std::filesystem::path& a, const std::filesystem::path& b) {
  std::error_code unknown;
  return std::filesystem::equivalent(a, b, unknown);
}

// Where a path leads, which need not exist yet.  A link that leads to no file (/dev/stdout where it
// is a pipe) or to itself has no such place.
inline std::filesystem::path place_of(const std::filesystem::path& path) {
  std::error_code failed;
  std::filesystem::path result = std::filesystem::absolute(path, failed);
  if (!failed) result = std::filesystem::weakly_canonical(result, failed);
  if (failed)
    throw error(errc::bad_arguments, fmt::format("'{}' leads to no place for a file: {}",
                                                 path.string(), failed.message()));
  return result;
}

inline bool is_inside(const std::filesystem::path& path, const std::filesystem::path& folder) {
  std::filesystem::path above = place_of(path);
  while (!is_same(above, folder)) {
    std::filesystem::path parent = above.parent_path();
    if (parent == above) return false;
    above = std::move(parent);
  }
  return true;
}

inline job plan_file(const std::filesystem::path& input, const std::filesystem::path& output) {
  const bool takes_name = std::filesystem::is_directory(output);
  std::filesystem::path target = takes_name ? output / input.filename() : output;
  if (!target.has_parent_path()) target = "." / target;
  if (is_same(input, target))
    throw error(errc::bad_arguments,
                fmt::format("'{}' would be written over itself", input.string()));
  if (!std::filesystem::is_directory(target.parent_path()))
    throw error(errc::bad_arguments,
                fmt::format("there is no folder '{}'", target.parent_path().string()));
  if (std::filesystem::exists(target) && !std::filesystem::is_regular_file(target))
    throw error(errc::bad_arguments, fmt::format("'{}' is no ordinary file", target.string()));
  return {input, target, false, takes_name};
}

inline job plan_folder(const std::filesystem::path& input, const std::filesystem::path& output) {
  if (std::filesystem::exists(output) && !std::filesystem::is_directory(output))
    throw error(errc::bad_arguments, fmt::format("'{}' is a folder but '{}' is a file",
                                                 input.string(), output.string()));
  if (is_inside(output, input))
    throw error(errc::bad_arguments,
                fmt::format("'{}' is the input folder or inside it", output.string()));
  return {input, output, true, false};
}

}  // namespace detail

/// Decides what a pair of paths means: file to file, file into an existing folder under its own
/// name, folder to folder.  Looks at the file system and changes nothing.
///
/// Throws error(errc::unreadable) if the input is missing or may not be read and
/// error(errc::bad_arguments) if an input would be written over, the output folder is the input
/// folder or inside it (also through links), a file stands where a folder is wanted or the folder
/// for an output file is missing.
[[nodiscard]] inline job plan(const std::filesystem::path& input,
                              const std::filesystem::path& output) {
  if (input.empty() || output.empty())
    throw error(errc::bad_arguments, "INPUT and OUTPUT must not be empty");
  try {
    const std::filesystem::file_status found = std::filesystem::status(input);
    if (!std::filesystem::exists(found))
      throw error(errc::unreadable, fmt::format("there is no '{}'", input.string()));
    const bool is_folder = std::filesystem::is_directory(found);
    if (!is_folder && !std::filesystem::is_regular_file(found))
      throw error(errc::unreadable,
                  fmt::format("'{}' is neither a file nor a folder", input.string()));
    if (::access(input.c_str(), is_folder ? R_OK | X_OK : R_OK) != 0)
      throw error(errc::unreadable, fmt::format("'{}' may not be read", input.string()));
    return is_folder ? detail::plan_folder(input, output) : detail::plan_file(input, output);
  } catch (const std::filesystem::filesystem_error& failed) {
    throw error(errc::unreadable,
                fmt::format("'{}': {}", failed.path1().string(), failed.code().message()));
  }
}

}  // namespace dicom_anonymizer::cli

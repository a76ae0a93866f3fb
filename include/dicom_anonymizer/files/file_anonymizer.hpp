// SPDX-License-Identifier: BSD-3-Clause
// One DICOM file from opening to its name: what all verbs on files share.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/remove_outside_directory.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/file_options.hpp>
#include <dicom_anonymizer/files/file_head.hpp>
#include <dicom_anonymizer/files/held_identifiers.hpp>
#include <dicom_anonymizer/files/output_taker.hpp>
#include <dicom_anonymizer/part10/byte_buffer.hpp>
#include <dicom_anonymizer/part10/character_set.hpp>
#include <dicom_anonymizer/part10/dicomdir.hpp>
#include <dicom_anonymizer/part10/element_order.hpp>
#include <dicom_anonymizer/part10/file_meta.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/output_file.hpp>
#include <dicom_anonymizer/part10/overlay_bits.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/part10/pixel_data.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/part10/writer.hpp>
#include <dicom_anonymizer/pseudonyms/pseudonym_source.hpp>
#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/tags/named_tags.hpp>
#include <dicom_anonymizer/version.hpp>
#include <dicom_anonymizer/walk/byte_output.hpp>
#include <dicom_anonymizer/walk/byte_walk.hpp>
#include <dicom_anonymizer/walk/dataset_access.hpp>
#include <dicom_anonymizer/walk/dataset_walk.hpp>
#include <dicom_anonymizer/walk/renewed_meta.hpp>
#include <dicom_anonymizer/walk/rule_cache.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

namespace dicom_anonymizer::detail {

// The records of a DICOMDIR quote patients and refer to files by name and offset: only a rule that
// names them says that this is wanted, PS3.15 section E.1.1.
inline void refuse_dicomdir(const rules_ref& rules, bool is_renamed) {
  // The profile has one, for what is no DICOMDIR.
  if (!rules.covers(directory_records) ||
      rules.find(directory_records) == action_ref(remove_outside_directory))
    throw error(errc::dicomdir,
                "a DICOMDIR is not anonymized: regenerate it from the anonymized files, or give a "
                "rule for (0004,1220)");
  if (is_renamed)
    throw error(errc::dicomdir,
                "a DICOMDIR names the files as they were called: regenerate it from the anonymized "
                "files");
}

// An input: a name in an open folder, or from the current one (AT_FDCWD), or what is open already.
struct input_name {
  int folder = AT_FDCWD;
  const char* name = nullptr;
  std::shared_ptr<const byte_store> store = nullptr;

  [[nodiscard]] source open() const { return store ? source(store) : source(folder, name); }
};

// Where an output goes: to a name, or to somebody who takes it when it is whole.
class output_place {
 public:
  output_place(int folder, std::string name) : name_{folder, std::move(name)} {}
  explicit(false) output_place(output_name name) : name_(std::move(name)) {}
  // Refers to the taker.
  output_place(const output_taker& taker, waiting_place waiting)
      : taker_(&taker), waiting_(std::move(waiting)) {}

  [[nodiscard]] byte_output collected(byte_buffer& bytes) const {
    return taker_ != nullptr ? byte_output(bytes, waiting_) : byte_output(bytes, name_);
  }
  [[nodiscard]] const output_taker* taker() const noexcept { return taker_; }

 private:
  output_name name_;
  const output_taker* taker_ = nullptr;
  waiting_place waiting_;
};

// Thrown where the pseudonyms in an output do not hold any more.
struct pseudonyms_changed {};

// A text of a head in UTF-8, if it is text, without spaces before it.
inline std::string decoded(const file_head& head, std::string_view bytes) {
  bytes.remove_prefix(std::min(bytes.find_first_not_of(' '), bytes.size()));
  return character_set(head.character_set).decode_if_text(bytes, vr::LO);
}

// De-identifies files one after the other, with memory that they share.  One for each thread.
class file_anonymizer {
  // Whether the old value of an attribute is not in the output: what is there may be in its path.
  [[nodiscard]] auto goes() {
    return [this](tag id) { return rules_.find(id).act.leaves() != residue::whole; };
  }

 public:
  file_anonymizer(const rules_ref& rules, context& shared, const limits& bounds, bool sync)
      : rules_(rules), shared_(shared), bounds_(bounds), sync_(sync) {
    rules.require_pseudonyms(shared);
  }

  // What was done to the file before.
  [[nodiscard]] const action_counts& counts() noexcept { return rules_.counts(); }
  [[nodiscard]] rule_cache& rules() noexcept { return rules_; }

  // Who wants to know what each input holds that the rules do not leave as it is.
  void look_for(held_identifiers* held) noexcept { held_ = held; }
  // What happens between the last byte of an output and its name.
  void before_naming(std::function<void(output_file&)> step) { before_naming_ = std::move(step); }
  // The outputs get names that have nothing to do with those of the inputs.
  void rename_files() noexcept { is_renamed_ = true; }

  // The bytes are rewritten in one pass; what that cannot do is left to by_dataset.
  void run(const input_name& in, const output_place& out) {
    const tidying afterwards(*this);
    run_settled(in, out);
    if (shared_.unknown_words != nullptr)
      shared_.unknown_words->add(rules_.counts().unknown_words());
  }

  // Until the pseudonyms in the output hold.
  void run_settled(const input_name& in, const output_place& out) {
    pseudonym_source* const source = shared_.pseudonyms.get();
    follower_ = nullptr;
    if (source == nullptr || !source->follows_files()) return run_once(in, out);
    follower_ = source;
    if (head_ == nullptr) head_ = &own_head_;
    // Each time at least one more pseudonym is settled, so that it comes to an end.
    constexpr int most = 1000;
    for (int i = 0; i < most; ++i) {
      struct following {
        explicit following(pseudonym_source& one) : source(one) { source.begin_file(); }
        following(const following&) = delete;
        following& operator=(const following&) = delete;
        ~following() { source.end_file(); }
        pseudonym_source& source;
      } const now(*source);
      try {
        return run_once(in, out);
      } catch (const pseudonyms_changed&) {
      }
    }
    throw error(errc::locked, "other processes change the pseudonyms all the time");
  }

  void run_once(const input_name& in, const output_place& out) {
    try {
      try {
        by_rewriting(in, out, order::as_it_is);
      } catch (const out_of_order&) {
        by_rewriting(in, out, order::by_tag);
      }
    } catch (const needs_dataset&) {
      by_dataset(in, out);
    }
  }

  // Of elements that do not stand in the order of their tags an index is made, and they are read in
  // order.
  enum class order { as_it_is, by_tag };

  // Marks stand before what decides them.  They are first taken to be those of the file before;
  // where they are not the file is done once more with its own.
  void by_rewriting(const input_name& from, const output_place& to, order wanted) {
    for (int i = 0; i < 2; ++i) {
      try {
        return rewrite(from, to, wanted);
      } catch (const marks_changed&) {
      }
    }
    throw needs_dataset{};  // where marks come last
  }

  // The data set is read into memory, walked and written.
  void by_dataset(const input_name& from, const output_place& to) {
    rules_.counts().reset();
    source in = from.open();
    dicom_file file = read(source(in.store()), bounds_);
    rules_.counts().misdeclared = file.is_misdeclared ? 1 : 0;
    const std::string class_in_meta = text_of(file.meta, meta_tags::sop_class_uid);
    const bool is_dicomdir =
        is_directory_class(text_of(file.dataset, dataset_tags::sop_class_uid), class_in_meta);
    if (is_dicomdir) refuse_dicomdir(rules_.rules(), is_renamed_);
    if (head_ != nullptr) read_head(*head_, file.dataset);
    if (held_ != nullptr) {
      read_identifiers(*held_, file.dataset, goes());
      held_->meet_meta(text_of(file.meta, meta_tags::sop_instance_uid), goes());
    }
    const identity_before before{text_of(file.dataset, dataset_tags::sop_instance_uid),
                                 file.transfer_syntax};
    dataset_walk walker(rules_, shared_, changed_lengths::kept_in_form, bounds_);
    walker.run_meta(file.meta);
    walker.run(file.dataset, class_in_meta, file.transfer_syntax);
    walker.mark(file.dataset);
    renew_meta(file.meta, file.dataset, before, rules_.rules(), shared_);
    std::string meta = encoded_meta(file.meta);
    if (is_dicomdir) renew_record_offsets(file, bounds_, meta);
    byte_output out = to.collected(bytes_);
    out.begin_with(std::move(meta));
    encode_in_pieces(
        {}, file,
        [&](std::string_view bytes) {
          out.append(bytes);
          out.relieve();
        },
        [&](const deferred_value& one) { out.copy(one.store(), one.offset(), one.size()); });
    finish(in, out, to);
  }

 private:
  // What is held of the memory of an unusual file.
  static constexpr std::size_t plenty = std::size_t{1} << 22;

  // Gives back the memory of an unusual file, also of one that was refused.
  class tidying {
   public:
    explicit tidying(file_anonymizer& of) noexcept : of_(of) {}
    tidying(const tidying&) = delete;
    tidying& operator=(const tidying&) = delete;
    ~tidying() {
      for (byte_buffer* one : {&of_.bytes_, &of_.meta_, &of_.packed_}) one->limit_capacity(plenty);
      if (of_.class_in_meta_.capacity() > plenty) std::string().swap(of_.class_in_meta_);
    }

   private:
    file_anonymizer& of_;
  };

  // Lets a source read into a buffer of ours while it lives.
  class lending {
   public:
    lending(source& to, byte_buffer& buffer) noexcept : to_(to), buffer_(buffer) {
      to_.use(std::move(buffer_));
    }
    lending(const lending&) = delete;
    lending& operator=(const lending&) = delete;
    ~lending() {
      buffer_ = to_.release();
      buffer_.limit_capacity(plenty);
    }

   private:
    source& to_;
    byte_buffer& buffer_;
  };

  // One attempt.
  void rewrite(const input_name& from, const output_place& to, order wanted) {
    rules_.counts().reset();
    rules_.meet_words(shared_);
    source in = from.open();
    const lending lent(in, window_);
    class_in_meta_.clear();
    uid_in_meta_.clear();
    const file_layout layout = layout_of(in, bounds_, [&](const element_header& header) {
      if (held_ != nullptr && header.id == meta_tags::sop_instance_uid &&
          header.length <= held_identifiers::longest) {
        const auto uid = in.view(header.value_offset, header.length);
        uid_in_meta_.assign(uid.begin(), uid.end());
      }
      if (header.id != meta_tags::sop_class_uid) return;
      const auto uid = in.view(header.value_offset, header.length);
      class_in_meta_ = without_padding({reinterpret_cast<const char*>(uid.data()), uid.size()});
    });

    rules_.counts().misdeclared = layout.is_misdeclared ? 1 : 0;
    try {
      rewrite_meta(in, layout, wanted);
    } catch (const out_of_order&) {
      throw;
    } catch (...) {
      // A DICOMDIR is refused before anything is done to it, and what it is its data set says.
      if (class_in_meta_ == media_storage_directory_storage) throw needs_dataset{};
      throw;
    }
    if (!layout.form.deflated && wanted == order::as_it_is) {
      rewrite_dataset(in, layout, layout.dataset_begin, in, to, wanted);
    } else {
      read_dataset(in, layout, bounds_, [&](source& bytes, std::uint64_t begin) {
        if (wanted == order::as_it_is) return rewrite_dataset(bytes, layout, begin, in, to, wanted);
        // In any order a window would be inflated anew for each element.
        if (layout.form.deflated) {
          std::string whole(static_cast<std::size_t>(bytes.size()), '\0');
          bytes.store()->read(0, whole.data(), whole.size());
          bytes = source(std::move(whole));
        }
        source ordered(dataset_in_order(bytes.store(), begin, layout.form, bounds_));
        rewrite_dataset(ordered, layout, begin, in, to, wanted);
      });
    }
  }

  void rewrite_meta(source& in, const file_layout& layout, order wanted) {
    byte_output meta(meta_);
    if (wanted == order::as_it_is) {
      byte_walk(rules_, shared_, bounds_, in, meta)
          .rewrite_meta(layout.meta_begin, layout.dataset_begin);
    } else {
      source ordered(meta_in_order(in.store(), layout.meta_begin, layout.dataset_begin, bounds_));
      byte_walk(rules_, shared_, bounds_, ordered, meta)
          .rewrite_meta(layout.meta_begin, layout.dataset_begin);
    }
  }

  // The data set that begins at an offset of the bytes, which are those of the input or made of it.
  void rewrite_dataset(source& bytes, const file_layout& layout, std::uint64_t begin,
                       const source& in, const output_place& to, order wanted) {
    if (head_ != nullptr) read_head(*head_, bytes, begin, layout.form, bounds_);
    if (held_ != nullptr) {
      read_identifiers(*held_, bytes, begin, layout.form, bounds_, goes());
      held_->meet_meta(uid_in_meta_, goes());
    }
    byte_output body = to.collected(bytes_);
    const auto settled = [&](const byte_walk::identity& known) {
      body.begin_with(layout.form.deflated ? std::string() : renewed_meta(layout, known));
    };
    byte_walk walker(rules_, shared_, bounds_, bytes, body);
    if (wanted == order::by_tag) walker.trust_end();
    const byte_walk::identity known =
        walker.rewrite_dataset(begin, layout.form, visitor_ref<const byte_walk::identity&>(settled),
                               layout.transfer_syntax, class_in_meta_);
    if (!layout.form.deflated) return finish(in, body, to);
    byte_output packed = to.collected(packed_);
    packed.begin_with(renewed_meta(layout, known));
    const auto sink = [&](std::string_view piece) {
      packed.append(piece);
      packed.relieve();
    };
    deflater packing(sink);
    body.give_all([&](std::string_view piece) { packing.put(piece); });
    packing.finish();
    finish(in, packed, to);
  }

  // What comes before the data set.
  std::string renewed_meta(const file_layout& layout, const byte_walk::identity& known) {
    std::string uid = known.sop_instance_uid;
    // A rule took it from the data set: the old one must not stay here.
    if (uid.empty() && !known.sop_instance_uid_before.empty())
      uid = renewed_uid(known.sop_instance_uid_before, shared_);
    const bool names_itself = !rules_.find(meta_tags::implementation_class_uid).act;
    const bool names_version = !rules_.find(meta_tags::implementation_version_name).act;
    const meta_element required[] = {
        {meta_tags::version, vr::OB, meta_version, true},
        {meta_tags::sop_class_uid, vr::UI, known.sop_class_uid, true},
        {meta_tags::sop_instance_uid, vr::UI, uid, true},
        {meta_tags::transfer_syntax_uid, vr::UI, layout.transfer_syntax, true},
        {meta_tags::implementation_class_uid, vr::UI, implementation_class_uid, names_itself},
        {meta_tags::implementation_version_name, vr::SH,
         names_version ? implementation_version_name : std::string_view(), true}};
    try {
      return encoded_meta(meta_.view(), required);
    } catch (const error&) {
      throw needs_dataset{};  // which tells of it when all else is known to be sound
    }
  }

  void finish(const source& in, byte_output& out, const output_place& to) const {
    output_file* const file = to.taker() == nullptr ? &out.finish() : nullptr;
    in.store()->require_unchanged();
    // Before the output has its name: a pseudonym nobody has is harmless, one that is not stored is
    // lost.
    if (follower_ != nullptr && !follower_->complete_file(patient_of(out)))
      throw pseudonyms_changed{};
    if (file == nullptr) {
      to.taker()->take(out);
      in.store()->require_unchanged();  // pixel data may have been read just now
      if (to.taker()->keep) to.taker()->keep();
      return;
    }
    if (before_naming_) before_naming_(*file);
    file->commit(sync_);
  }

  [[nodiscard]] renamed_patient patient_of(byte_output& out) const {
    renamed_patient who{decoded(*head_, head_->issuer), decoded(*head_, head_->patient_id), {}};
    if (who.id_before.empty()) return who;
    const file_head after = head_of(out.whole(), bounds_);
    who.id_after = decoded(after, after.patient_id);
    return who;
  }

  rule_cache rules_;
  context& shared_;
  const limits& bounds_;
  bool sync_;
  file_head* head_ = nullptr;
  file_head own_head_;
  held_identifiers* held_ = nullptr;
  pseudonym_source* follower_ = nullptr;
  std::function<void(output_file&)> before_naming_;
  bool is_renamed_ = false;
  std::string class_in_meta_;  // of the file in hand
  std::string uid_in_meta_;
  byte_buffer window_;
  byte_buffer bytes_;
  byte_buffer packed_;
  byte_buffer meta_;
};

// The two ways, for those who compare them.
inline report anonymize_by_rewriting(const std::filesystem::path& input,
                                     const std::filesystem::path& output, const rules_ref& rules,
                                     context& shared, const file_options& options) {
  file_anonymizer worker(rules, shared, options.bounds, options.sync);
  worker.run({AT_FDCWD, system_name(input.native())}, {AT_FDCWD, output.native()});
  return worker.counts().to_report();
}

inline report anonymize_by_dataset(const std::filesystem::path& input,
                                   const std::filesystem::path& output, const rules_ref& rules,
                                   context& shared, const file_options& options) {
  file_anonymizer worker(rules, shared, options.bounds, options.sync);
  worker.by_dataset({AT_FDCWD, system_name(input.native())}, {AT_FDCWD, output.native()});
  return worker.counts().to_report();
}

}  // namespace dicom_anonymizer::detail

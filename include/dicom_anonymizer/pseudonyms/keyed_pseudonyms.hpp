// SPDX-License-Identifier: BSD-3-Clause
// UIDs, identifiers and shifts of dates that follow from a key, by HMAC-SHA-256.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <fmt/format.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pseudonyms/identifier_form.hpp>
#include <dicom_anonymizer/pseudonyms/key.hpp>
#include <dicom_anonymizer/pseudonyms/pseudonym_source.hpp>
#include <dicom_anonymizer/pseudonyms/random_uid.hpp>
#include <dicom_anonymizer/pseudonyms/shift_range.hpp>

namespace dicom_anonymizer {
namespace detail {

// HMAC-SHA-256, RFC 2104, with one key for many messages from any thread.
class hmac_sha256 {
 public:
  using digest = std::array<unsigned char, pseudonym_bytes>;

  explicit hmac_sha256(std::span<const unsigned char> secret) {
    const std::unique_ptr<EVP_MAC, freeing> algorithm(
        ::EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr));
    if (!algorithm) refuse();
    char name[] = OSSL_DIGEST_NAME_SHA2_256;
    const OSSL_PARAM how[] = {
        ::OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, sizeof name - 1),
        ::OSSL_PARAM_construct_end()};
    // The key is taken in once: with SHA-256 that is as much work as a short message.
    for (seat& one : seats_) {
      one.state.reset(::EVP_MAC_CTX_new(algorithm.get()));
      if (!one.state || ::EVP_MAC_init(one.state.get(), secret.data(), secret.size(), how) != 1)
        refuse();
    }
  }

  [[nodiscard]] digest of(std::string_view message) {
    // Threads that stay seldom meet.
    static std::atomic<unsigned> threads = 0;
    thread_local const unsigned mine = threads++;
    seat& here = seats_[mine % seats_.size()];
    digest result{};
    std::size_t size = 0;
    const std::scoped_lock lock(here.guard);
    EVP_MAC_CTX* const state = here.state.get();
    if (::EVP_MAC_init(state, nullptr, 0, nullptr) != 1 ||
        ::EVP_MAC_update(state, reinterpret_cast<const unsigned char*>(message.data()),
                         message.size()) != 1 ||
        ::EVP_MAC_final(state, result.data(), &size, result.size()) != 1 || size != result.size())
      refuse();
    return result;
  }

 private:
  struct freeing {
    void operator()(EVP_MAC* one) const noexcept { ::EVP_MAC_free(one); }
    void operator()(EVP_MAC_CTX* one) const noexcept { ::EVP_MAC_CTX_free(one); }
  };
  struct seat {
    std::mutex guard;
    std::unique_ptr<EVP_MAC_CTX, freeing> state;
  };

  [[noreturn]] static void refuse() {
    throw error(errc::action_failed, "OpenSSL does not compute HMAC-SHA-256");
  }

  std::array<seat, 16> seats_;
};

// The key of one purpose in one scope.
inline hmac_sha256 derived(const key& secret, std::string_view purpose, std::string_view scope) {
  hmac_sha256::digest sub_key =
      hmac_sha256(secret.bytes()).of(fmt::format("dicom_anonymizer:1:{}:{}", purpose, scope));
  struct wiping {
    hmac_sha256::digest& bytes;
    ~wiping() { ::OPENSSL_cleanse(bytes.data(), bytes.size()); }
  } const wiped{sub_key};
  return hmac_sha256(sub_key);
}

// The first byte is the highest.
inline std::uint64_t number_at(const hmac_sha256::digest& bytes, std::size_t place) noexcept {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8 | bytes[place + i];
  return number;
}

}  // namespace detail

/// How keyed_pseudonyms makes them.
struct keyed_options {
  /// The project: pseudonyms of two scopes have nothing in common.
  std::string scope = {};
  /// How many days dates are moved back.
  shift_range days = {};
  /// Whether times of day are moved as well.
  bool moves_seconds = false;
  /// Whether dates of one Patient ID with two issuers (0010,0021) are those of two patients.
  /// Objects of one study often differ in whether they name the issuer: their dates then part.
  bool separates_issuers = false;
};

/// Pseudonyms that follow from a key: the same in every process, on every machine and in every
/// year, with nothing to remember.  All of it can be made again by who has the key:
///
/// MAC(k, m) is HMAC-SHA-256 (RFC 2104).  Each purpose, "uid", "identifier", "date" and "check",
/// has a key of its own: MAC(key, "dicom_anonymizer:1:" purpose ":" scope), the scope in UTF-8.
///
/// * A UID: 128 bits, the first 16 bytes of MAC(k, old UID), with version 8 and the variant bits of
///   RFC 9562, as one decimal number behind "2.25." (PS3.5 section B.2).
/// * An identifier: identifier_form::spell of MAC(k, old identifier in UTF-8).
/// * A shift: of MAC(k, "P" 0 Patient ID) or, without a Patient ID, MAC(k, "S" 0 Study Instance
///   UID), where 0 is a NUL and texts are in UTF-8, the first 8 bytes are a number; modulo the days
///   of the range it counts them upwards, 0 left out, and the date goes back by so many.  If
///   seconds are moved, the next 8 bytes modulo 86400 are the seconds to go forward besides.
///   Only where issuers are told apart, and one is named, it is MAC(k, "P" 0 Patient ID 0 Issuer of
///   Patient ID).
class keyed_pseudonyms final : public pseudonym_source {
 public:
  /// The key is not needed any more afterwards.  Throws error(errc::action_failed) if OpenSSL does
  /// not have the algorithm.
  explicit keyed_pseudonyms(const key& secret, keyed_options how = {})
      : how_(std::move(how)),
        uid_(detail::derived(secret, "uid", how_.scope)),
        identifier_(detail::derived(secret, "identifier", how_.scope)),
        date_(detail::derived(secret, "date", how_.scope)),
        check_(detail::derived(secret, "check", how_.scope)) {}

  [[nodiscard]] std::string uid(std::string_view original) override {
    const auto bytes = uid_.of(original);
    return detail::uid_from_bits(detail::number_at(bytes, 0), detail::number_at(bytes, 8),
                                 detail::uuid_version::custom);
  }

  [[nodiscard]] std::string identifier(const identifier_request& request) override {
    return request.form.spell(identifier_.of(request.original));
  }

  [[nodiscard]] date_shift shift_of(const patient_identity& patient) override {
    using namespace std::string_view_literals;
    std::string message;
    if (patient.id.empty()) {
      message.append("S\0"sv).append(patient.study_uid);
    } else {
      message.append("P\0"sv).append(patient.id);
      if (how_.separates_issuers && !patient.issuer.empty())
        message.append("\0"sv).append(patient.issuer);
    }
    const auto bytes = date_.of(message);
    constexpr std::uint64_t day = 86400;
    return {-how_.days.nth(detail::number_at(bytes, 0) % how_.days.size()),
            how_.moves_seconds ? static_cast<std::int32_t>(detail::number_at(bytes, 8) % day) : 0};
  }

  /// 16 hexadecimal digits that tell this key, scope and way to move dates from others, and nothing
  /// of the key.
  [[nodiscard]] std::string check() {
    const auto bytes =
        check_.of(fmt::format("{}:{}:{}{}", how_.days.least(), how_.days.most(),
                              how_.moves_seconds ? 1 : 0, how_.separates_issuers ? ":issuer" : ""));
    return fmt::format("{:016x}", detail::number_at(bytes, 0));
  }

 private:
  keyed_options how_;
  detail::hmac_sha256 uid_;
  detail::hmac_sha256 identifier_;
  detail::hmac_sha256 date_;
  detail::hmac_sha256 check_;
};

}  // namespace dicom_anonymizer

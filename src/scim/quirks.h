// What a client sent that the RFC does not allow and we accept (shared names: docs/quirks.md).
// Collected while a request is read, told in the Scimd-Quirks header and the log, so that people
// learn what their identity provider does.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace scim {

class Quirks {
 public:
  // `word` is a literal such as "string-boolean"; noting it again changes nothing.
  void note(std::string_view word) {
    for (std::string_view known : words_)
      if (known == word) return;
    words_.push_back(word);
  }
  void note_all(const Quirks& others) {
    for (std::string_view word : others.words_) note(word);
  }
  const std::vector<std::string_view>& words() const { return words_; }

 private:
  std::vector<std::string_view> words_;
};

// How much may be forgiven: what the profiles of an account mean for the protocol. Never a branch
// on client names. kCloudflare forgives as kTolerant does; what it leaves out is in
// Registry::cloudflare() and cloudflare_patch.h.
enum class Strictness { kTolerant, kRfc, kCloudflare };

}  // namespace scim

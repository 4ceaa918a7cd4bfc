// The envelope around every record: a CRC-32C over key and content, so that a record never lies
// about itself, not even when it was moved under another key. Layout, little-endian: crc u32,
// format u8, content.
#pragma once

#include <string>
#include <string_view>

namespace store {

std::string encode_record(std::string_view key, std::string_view content);
// The content; throws Damaged when the checksum does not match or the format is unknown.
std::string_view decode_record(std::string_view key, std::string_view record);

}  // namespace store

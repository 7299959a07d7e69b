// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

namespace facelatch::models {

/// Whether the bytes are a protobuf message that begins with the version of ONNX, has a graph, and
/// whose outermost fields end where the bytes end. Says nothing about what is in the graph. Cost:
/// a few fields in practice, one pass at most.
[[nodiscard]] bool is_framed_as_onnx(std::span<const std::uint8_t> content);

/// Whether the bytes begin as TensorFlow Lite's FlatBuffers file does.
[[nodiscard]] bool is_framed_as_tflite(std::span<const std::uint8_t> content);

}  // namespace facelatch::models
